
# Reports, their cases, and the people on both sides.

report-yes = yes
report-who-reads = This will be sealed for “{ $channel }” ({ $id }). Who can open it: { $names }.
report-attachments-found = Above is what was found in the files that you want to send along: it may tell who you are. Handlers see the files as they are.
report-attachments-ask = Send them as they are? Type “yes”, or press Enter to stop:
report-attachments-help = take out what is listed and seal again, leave the file away, send a cleaned copy with --clean instead, or send it as it is with --as-they-are
report-receipt =
    Your receipt. It is shown once and stored nowhere; write it down now.

        { $words }

    Who has it can read the answers to your report. Nobody can give you another.
report-ask-word = To make sure that you have it: what is word { $place }?
report-ask-word-help = nothing was sealed; seal again, and write the receipt down
report-ask-receipt = Your receipt:
report-receipt-help = type all words in their order; capitals, spaces and hyphens do not matter
report-sealed =
    Sealed in `{ $file }`. Nothing has left this machine.
    Next: hand that file over by any way you trust, then delete it. Answers will wait in the folder { $mailbox }.
report-follow-up-sealed = Sealed in `{ $file }`. Next: hand that file over by any way you trust, then delete it.
report-no-answers = There is no answer yet.
report-answer = Answer { $place }, { $day }, from { $by } ({ $arrived ->
    [one] 1 message of yours has arrived
   *[other] { $arrived } messages of yours have arrived
}):
report-answer-forged = `{ $file }` was not written by a handler of this channel. Do not trust it.
report-answer-elsewhere = `{ $file }` was written for another mailbox. Do not trust it.
report-answer-missing = An answer before number { $place } is missing, or was changed. Fetch them all again; if it stays so, tell the handlers by another way.
report-proof-holds =
    The proof holds: a report arrived on { $day }, says { $by }.
    It stands for { $leaf } and says nothing of what was reported.
report-proof-no-ledger = No ledger confirms it: whoever holds the handler's key could have signed it on a later day.
report-proof-ledger = The ledger { $log } of { $by } holds it as entry { $entry }; { $count ->
    [0] no witness has signed that ledger
   *[other] it was signed by { $witnesses }
}.
report-proof-ledger-refused = The ledger's part of the proof does not hold: { $reason }
report-proof-ledger-other = The ledger's part of the proof is of another delivery.
report-proof-of-which = Which report it is, only --report FILE can tell.

report-keygen-done =
    Your key is `{ $key }`: keep it where only you can read it, and a copy where you find it when this machine is gone.
    Next: give `{ $card }` to whoever makes the channel.
report-passphrase-help = take at least twelve characters: five words drawn at random are good
report-channel-handlers-help = name at least two different handlers with --handler, or say --alone
report-channel-name = { $name }
    known by { $id }; compare this with a poster or ask
report-channel-handler = {"  "}opens reports: { $name }
report-channel-alone = {"  "}only one person opens reports here
report-channel-escrow = {"  "}{ $needed } of { $shares } people who keep a recovery key on paper could open reports together
report-channel-until = {"  "}its keys last until { $day }
report-channel-over = {"  "}its keys are over: nothing can be sealed for it before it is renewed
report-channel-renew-soon = Its keys end soon. Next: obelus report channel renew, and give the new channel file out.
report-channel-next = Next: give `{ $channel }` to everybody who may want to report; it holds no secret.
report-channel-renewed-none = Nothing had to be changed: the channel has keys for the weeks to come, and none was old enough to be destroyed.
report-proof-help = ask whoever gave it to you for the file that `obelus report read --save-proof` wrote
report-channel-renewed = { $made ->
    [0] No key was made
    [one] 1 key was made
   *[other] { $made } keys were made
}; { $destroyed ->
    [0] none was old enough to be destroyed
    [one] 1 that ended more than { $days } days ago was destroyed
   *[other] { $destroyed } that ended more than { $days } days ago were destroyed
}. Next: give the new channel file out.
report-channel-resealed = The keys of the channel and of { $cases ->
    [one] 1 case
   *[other] { $cases } cases
} were sealed for the handlers below; no message was touched. Next: give the new channel file out.
report-escrow-shares =
    The recovery key, in shares of which { $needed } give it back. They are shown once: write each on paper and give them to different people who are not handlers.
report-escrow-recovered = The recovery key is in `{ $file }`. It opens the keys of weeks and cases: age -d -i FILE cases/CASE/key.age. Make a new channel, and destroy this file.

report-inbox-empty = No report has arrived.
report-taken-in = Taken in: `{ $file }` is case { $case }. Next: obelus report open, then reply, which acknowledges it.
report-follow-up-taken-in = Taken in: `{ $file }` goes with case { $case }.
report-there-already = `{ $file }` is a second copy of what is in case { $case }; it was removed.
report-not-taken-in = Left where it is: `{ $file }`: { $reason }
report-case = { $case }  { $day }  { $state }  messages { $messages }, answers { $answers }
report-kind-report = Report
report-kind-follow-up = Follow-up
report-kind-reply = Answer
report-kind-note = Note, for handlers alone
report-by-reporter = the reporter
report-message = { $kind }, { $day }, { $by }:
report-message-forged = A message of this case is not signed by whoever it says; it is not shown. Look into that before anything else.
report-item-file = {"  "}about the file { $name }
report-item-page = {"  "}about the page { $name }
report-item-system = {"  "}about the system { $name }
report-attachment = {"  "}attached: { $name } ({ $bytes } bytes)
report-attachment-clean = {"  "}attached: { $name } ({ $bytes } bytes), the cleaned copy of the one before; read this one
report-question-seen-where = Where was it seen?
report-question-seen-when = When was it seen?
report-question-reach = Who can see it now?
report-question-harm = What harm can come of it?
report-question-told-before = Was it told to anybody before?
report-question-documents = Are there documents?
report-question-fear = Do you fear anything for having reported?
report-question-other = What else should be known?
report-saved = Written: `{ $file }`
report-saved-care = Open these files only where they can do no harm: `obelus scan` reads them in a sandbox.
report-replied = The answer is in `{ $file }`, sealed for the reporter. Next: put the folder where the reporter can fetch it.
report-takedown =
    To take down what went out, in this order:
    1. Your own site, and every copy of the file there: attachments, older versions, previews, feeds.
    2. What holds copies of your site: content networks, mirrors, partners, newsletters.
    3. Search engines: ask each to remove the address and its cached copy.
    4. Archives: ask those that keep pages, if the harm justifies it.
    5. Whoever downloaded it and can be reached: ask to delete it, in writing.
    6. Secrets in it: change them now, whatever was taken down.
    Then scan what is left: obelus scan FOLDER.
report-proposed = This needs two handlers. Your signature is on record and nothing else was done. Next: another handler gives the same command for the case { $case }, with their own key.
report-identity-apart = {"  "}the reporter's name is sealed apart: obelus report identity
report-identity-opened = Both of you are on record, and the reporter is told. Next: note why it was needed, and tell the name to nobody else.
report-scan-found = Above is what goes out with `{ $file }` (SHA-256 { $digest }). That it was scanned is on record.
report-scan-same = Above is what goes out with `{ $file }` (SHA-256 { $digest }); it is the file that the reporter attached. That it was scanned is on record.
report-scan-quiet = Nothing was found in `{ $file }` (SHA-256 { $digest }), which does not make it safe: read what the report says about it. That it was scanned is on record.
report-lesson-kinds = What went out, by rule
report-thank-help = close it as substantiated or partly substantiated first
report-thank-code = With these words, and without a name, you can collect something. Whoever has them can, once: { $code }
report-claim-ask = The words of the code:
report-claim-help = compare each word; a code counts once, at the desk that gave it
report-claimed = The code is good, and from now on it is used. Hand over what was promised; ask for no name.
report-letters =
    { $count ->
        [one] One letter is in `{ $folder }`. Next: sendmail -t < FILE, and remove it.
       *[other] { $count } letters are in `{ $folder }`. Next: sendmail -t < FILE for each, and remove them.
    }
report-letters-sent =
    { $count ->
        [one] One letter was handed to the mail program.
       *[other] { $count } letters were handed to the mail program.
    }
report-letters-help = it goes out with the next `obelus report due`; try the mail program by hand, or name another with --send PROGRAM
report-copy-title = What was reported
report-copy-draft =
    The draft is in `{ $file }`, for your eyes alone. Left out: { $left }.
    Next: say it in your own words wherever someone could be known by it (places, times, turns of speech), then obelus report hand-over give --copy { $file }.
report-copy-left-always = the days, { $files ->
    [0] and who handles it
    [one] the attachment, and who handles it
   *[other] { $files } attachments, and who handles it
}
report-copy-by-hand = write the copy yourself, from what `obelus report open` shows; obelus report hand-over give checks it
report-copy-help = nothing was handed over; change the copy and try again
report-copy-own-words = These lines still hold words of the reporter. Whoever knows how they write or what they saw may know them by it:
report-copy-ask = May they stay? Type “yes”, or press Enter to stop:
report-copy-given = The copy is in `{ $file }`, and its digest is on the record of the case. Next: give it to those who mend what went out, and to nobody else.
report-letter-subject = Something is due
report-letter =
    { $count ->
        [one] Something at the report desk is due, or will be soon. Open the desk to see what it is; this letter says nothing of it on purpose.
       *[other] { $count } things at the report desk are due, or will be soon. Open the desk to see what they are; this letter says nothing of them on purpose.
    }
report-channel-custodian = {"  "}keeps names apart: { $name }
report-noted = Noted, for handlers alone.
report-assessed-unlikely = Noted. Look at it again when the case moves on.
report-assessed-possible = Noted. Next: agree with the reporter who may know what, and tell nobody else.
report-assessed-likely = Noted. Next: talk to whoever protects reporters in your organisation before anything is done that others can see.
report-exported = All of the case is in `{ $file }`, sealed; `age -d` and `tar` open it.
report-destroyed = The case { $case } is destroyed; its record is all that is left. Copies and backups elsewhere are not reached.
report-enter-consent-help = ask first, write down, read back what you wrote and correct it; then give --agreed-and-read-back
report-security-txt-sound = The file is as RFC 9116 wants it.

report-logged = { $count ->
    [0] Nothing new had to be logged
    [one] 1 act was logged
   *[other] { $count } acts were logged
} in the ledger `{ $ledger }`, by digests that say nothing of a case. From now on each command here logs its acts by itself.
report-log-help = name one with --ledger DIR; obelus ledger init begins one
report-log-later = What you did is on the record of the case and not in the ledger yet: { $reason }. Next: obelus report log, when the ledger can be reached.
report-log-sound = The desk and its ledger agree: { $acts ->
    [one] 1 act
   *[other] { $acts } acts
} in { $cases ->
    [one] 1 case
   *[other] { $cases } cases
}, and none is missing.
report-log-gone = Entry { $entry } of the ledger is an act of { $day } that this desk does not have: the end of a record, or a whole case, was taken away.
report-log-unknown = { $count ->
    [one] 1 act of this desk is
   *[other] { $count } acts of this desk are
} not in the ledger, although it was to be logged: the ledger is another one, or was set back.
report-log-unsound-help = Do not go on with this desk. Ask the other handlers for their copy, and hold both against the ledger.
report-script-written = The script is in `{ $file }`, with the SHA-256 digest { $digest }.
report-script-logged = Its digest is logged. Next: obelus report serve --script-proof { $proof }, and publish your trust file.
report-script-ours = `{ $file }` is the script of obelus { $version }, byte for byte.
report-script-other = `{ $file }` is not the script of obelus { $version }: a newer or an older one, or one that was changed.
report-script-no-proof = No proof lies beside it. Next: fetch /seal.js.tlog-proof of the same site.
report-script-proven = Its digest is entry { $entry } of the ledger { $log } of { $by }, as the script of { $program }; { $count ->
    [0] no witness has signed that ledger
   *[other] it was signed by { $witnesses }
}.
report-script-refused = Do not trust this script: the proof does not hold. { $reason }
report-script-proof-other = Do not trust this script: the proof is of another one.

state-received = received
state-acknowledged = acknowledged
state-triage = in triage
state-working = being worked on
state-action = action taken
state-referred = referred
state-closed = closed
state-destroyed = destroyed
outcome-substantiated = closed: substantiated
outcome-partly-substantiated = closed: partly substantiated
outcome-not-substantiated = closed: not substantiated
outcome-out-of-scope = closed: out of scope
outcome-knowingly-false = closed: knowingly false
outcome-merged = closed: merged with another case

door-file = sealed file
door-web = pages
door-telephone = telephone
door-paper = paper
door-mail = mail
report-clock = { $id }: { $title }
    { $source } (looked at: { $read }, { $checked })
report-duty = {"  "}{ $title }: { $due }
report-duty-time = {"  "}{ $title }: { $count } { $unit } after { $start }
report-due-day = until the end of { $day }
report-clocks-advice = This is no advice: check what holds for you.
report-unit-minutes = minutes
report-unit-hours = hours
report-unit-days = days
report-unit-working-days = working days
report-unit-months = months
report-start-receipt = the report came in
report-start-acknowledgement = the reporter was told so, or should have been
report-start-awareness = you know
report-start-discovery = it was found
report-due = { $case }  { $title }: { $due }{ $state }
report-due-half = {"  "}half of the time is over
report-due-four-fifths = {"  "}four fifths of the time are over
report-due-over = {"  "}DUE
report-due-erase = { $case }  its time is over: obelus report destroy
report-due-none = Nothing is due.
indicator-reports = Reports
indicator-reports-by-door = Reports by door
indicator-reports-by-nature = Reports by what they are about
indicator-days-to-acknowledge = Days until the acknowledgement, median
indicator-acknowledged-in-time = Acknowledged within seven days
indicator-cases-by-state = Cases by state
indicator-substantiated = Closed: substantiated, wholly or in part
indicator-out-of-scope = Closed: out of scope
indicator-knowingly-false = Closed: knowingly false
indicator-with-action = Cases in which something was done
indicator-days-to-close = Days until the end, median
indicator-reopened = Reopened
indicator-harm-to-reporter-expected = Cases in which harm to the reporter was possible or likely
indicator-reporters-content = Reporters who were content with how they were treated
indicator-trust-in-the-channel = Trust in the channel among those who could use it
indicator-line = { $title }: { $value }
indicator-days = { $days } days
indicator-percent = { $percent } %
indicator-too-few = fewer than five cases
indicator-suppressed = not shown
indicator-not-collected = not in the records; ask people

# Pages of reporters.

report-bulletin-draft = The template is in `{ $file }`. Next: write it in your own words, then obelus report bulletin publish.
report-bulletin-published = The bulletin is in `{ $file }`, and on the record of the case, signed by two.
report-bulletin-help = nothing was published; change the text and try again
bulletin-title = Something went out
bulletin-title-file = A file went out
bulletin-title-page = A page went out
bulletin-title-system = A system was open
bulletin-happened = What happened
bulletin-found = How it was found
bulletin-change = What to do differently

page-title = Say that something went out
page-language-name = English
page-leave = Leave now
page-who = What you write here is for these people and nobody else:
page-escrow = People who keep a recovery key on paper could open it together; they are not the ones above.
page-promise = You need no name and no account. Your address is not kept, nothing is stored on your device, and you get a receipt with which you can read the answer.
page-no-script = Without script, what you send is sealed by this server while it arrives, and the server keeps no key that opens it. Whoever controls the server in that moment could read along.
page-browser-seals = Your browser seals what you write before it leaves this device; the server never sees it, nor your receipt. The script comes from this server: whoever controls it could send you another one.
page-not-promised = Nothing here hides that you visited this page. On a device or a network of your employer, others may see what you do: use your own, or Tor Browser.
page-offline = Safest: seal on your own machine, “obelus report seal --to channel”, with the file at /channel, and hand the sealed file over by any way.
page-begin = Begin
page-have-receipt = I have a receipt
page-receipt-title = Your receipt
page-receipt-text = Write these words down now. They are stored nowhere, and nobody can give you others. Who has them can read the answers.
page-receipt-confirm = So that you surely have them: type two of them.
page-word = Word
page-wrong-words = These were not the words. Look at what you wrote down, and type them again.
page-continue = Continue
page-write-title = What went out?
page-item = It is about
page-item-file = a file
page-item-page = a page or a post
page-item-system = a system
page-item-name = Its name or address
page-text = What did you see, where, and when?
page-identity = Who you are and how to reach you: leave it out if you like
page-identity-text = It is sealed apart. A handler and the keeper of names open it only together, that they did is on record, and you are told in your mailbox.
page-questions = More questions; leave out what you do not want to answer
page-attachments = Files
page-attachments-text = Files may tell who made them. They are sealed and sent as they are; only handlers can open them.
page-send = Send
page-sent-title = It has arrived
page-sent-text = What you wrote is sealed and has arrived. Look into your mailbox in a few days; you owe nobody a visit. Close this window.
page-mailbox-title = Your mailbox
page-mailbox-ask = All words of your receipt
page-mailbox-open = Open
page-mailbox-none = There is no answer yet.
page-answer = Answer
page-doubt = Something in this mailbox was not written to you by a handler; it is not shown.
page-gap = An answer is missing, or was changed. If it stays so, tell the handlers by another way.
page-proof = Proof of delivery: keep it only if you want to show one day that you reported
page-follow-up = Write again
page-sealing = Sealing on this device. Large files take a while; leave the page open.
page-sending = Sending what is sealed.
page-deriving = Working out your keys from the words. This takes some seconds.
page-error-title = That did not work
page-error-token = This form was used already or lay open too long. Nothing was sent. Begin again.
page-error-receipt = These words are no receipt: one is mistyped, missing, or in another place. Nothing was sent.
page-error-text = The text is empty, too long, or a receipt. Nothing was sent; a receipt is for you alone.
page-error-closed = This channel takes nothing today, since its keys are over. Nothing was sent. Tell those who run it, or try tomorrow.
page-error-busy = Too many people write at this moment. Nothing was sent. Try again in a few minutes.
page-error-upload = It did not arrive whole, or could not be kept. Nothing was sent. Try again, with fewer or smaller files.
page-error-missing = There is no such page here.
page-error-script = Your browser could not seal or open this. Nothing was sent. Try again, with another browser, or switch scripts off: then the server seals, and says so.
report-serving = The pages are at http://{ $address }/ ; put TLS or an onion service in front. Press Ctrl-C to end.
report-serving-script = The script that seals in browsers has the SHA-256 digest { $digest }.
report-serving-remembers = On this system memory is not overwritten when it is given back: restart the process now and then.
report-serving-unconfined = This system cannot limit what the process may touch; run it as a user of its own.

# The handlers' pages.
team-role-handler = Handler
team-role-handler-note = opens reports with a key of their own, and sees no documents
cases-title = Reports
cases-none-title = No channel is handled here
cases-none = Whoever runs the desk names the folder of a channel: obelus serve --reports DESK.
cases-note = Reports are opened in your browser, with your key. The server keeps what is sealed and what you sign; it never sees a report, nor your key.
cases-no-script = Reports are opened by a script. Without it, use the command line: obelus report inbox, open, reply.
cases-working = One moment…
cases-unlock = Open your key
cases-unlock-note = Choose your key file; if it is sealed, type its passphrase too. Without a file, your phrase or your passkey opens the key that you left here. Close this page to lock it again.
cases-key = Key file
cases-phrase = Passphrase or recovery phrase
cases-unlock-button = Open
cases-unlocked = Your key is open. What had arrived was taken in.
cases-keep = Leave your key here
cases-keep-note = It is sealed in this browser under a phrase before it is sent. Take seven random words, or twenty letters that nobody can guess; whoever has the phrase and your account can read reports.
cases-phrase-new = Recovery phrase
cases-keep-button = Seal it and leave it here
cases-kept = Your key is kept, sealed. Write the phrase down, and keep the key file somewhere else.
cases-list = Cases
cases-list-none = There are none yet.
cases-arrivals =
    { $count ->
        [0] Nothing waits to be taken in.
        [one] One sealed report or follow-up waits to be taken in; opening your key does that.
       *[other] { $count } sealed reports or follow-ups wait to be taken in; opening your key does that.
    }
cases-not-taken-in = Not taken in, since no key here opens them or they are not sound; nothing of them was lost:
cases-case = Case
cases-received = Received
cases-with = With
cases-nobody = nobody yet
cases-deputy = Deputy
cases-messages = Messages / answers
cases-clock = Until when
cases-due-early = there is time
cases-open = Open
cases-opened = The case is open; that you read it is on record.
cases-save = Save
cases-saved = The attachment is saved, in clear. Next: scan it before you open it: obelus scan FILE.
cases-clean-copy = (the cleaned copy; read this one)
cases-reply = Answer the reporter
cases-reply-text = What the reporter will read
cases-reply-button = Seal and send
cases-replied = The answer is sealed and lies in the reporter's mailbox.
cases-note-text = What other handlers should know
cases-note-button = Keep the note
cases-move = Bring it to another state
cases-move-button = Move
cases-moved = The case has moved on.
cases-assign = Give it to someone
cases-assign-button = Assign
cases-assigned = It is assigned. Next: tell them by another way that there is something to do.
cases-assess = May the reporter suffer for having reported?
cases-detriment = How likely is it?
cases-detriment-unlikely = unlikely
cases-detriment-possible = possible
cases-detriment-likely = likely, or it has begun
cases-assess-button = Keep the assessment
cases-assessed = Noted. Where it is possible, agree with the reporter who may know what; where it is likely, talk to whoever protects reporters before anything is done that others can see.
cases-close = Close
cases-outcome = How it ended
cases-close-note = “Knowingly false” needs a second handler.
cases-close-button = Close the case
cases-closed = The case is closed. Next: a lesson of it for everyone: obelus report bulletin draft.
cases-leave = Copies, export, destruction
cases-hand-over = Copy for those who mend it
cases-hand-over-note = Say it in your own words wherever someone could be known by it: names, places, times, turns of speech. The scanner is not in this page: scan the copy before you pass it on (obelus scan FILE), or make it by command (obelus report hand-over), which does.
cases-hand-over-text = The copy
cases-hand-over-own = These lines still hold words of the reporter, an address or a long number; they are looked for when you press the button:
cases-hand-over-accept = I have read these lines, and nobody is known by them
cases-hand-over-button = Save the copy
cases-handed-over = The copy is saved, and its digest is on record.
cases-export = Seal all of it for someone else
cases-export-to = Their card, or a recipient that begins with age1
cases-export-button = Export
cases-exported = All of the case is saved, sealed for that recipient.
cases-destroy = Destroy
cases-destroy-note = The key of the case is destroyed, and with it all that was sealed for it. The record stays.
cases-destroy-button = Destroy the case
cases-two = It needs two handlers: the first proposes it, the second opens the case and does the same.
cases-proposed = Your signature is on record, and nothing else was done. Next: another handler opens the case and signs too.
cases-waits = waits for another handler
cases-sign = Sign as the second handler
cases-deed-moved = Close as knowingly false
cases-deed-exported = Export
cases-deed-published = Publish a bulletin
cases-deed-destroyed = Destroy
cases-done-moved = The case is closed.
cases-done-published = Signed.
cases-done-destroyed = The case is destroyed; its record is all that is left.
cases-identity = Open who the reporter is
cases-identity-note = The name is sealed apart. It takes you and the keeper of names, with both keys here; both are on record, and the reporter is told.
cases-identity-key = Key file of the keeper of names
cases-identity-button = Open together
cases-identity-opened = Both of you are on record, and the reporter is told. The name stands below until you do something else.
# In both languages: nobody knows which one the reporter reads.
cases-identity-notice = Your name was opened by a handler and the keeper of names together. That they did is on record. 您的姓名已由一名受理人与姓名保管人一起打开。此事已记录在案。
cases-passkey = Open with a passkey
cases-passkey-note = Your key is sealed for a passkey of this device and left here, instead of under a phrase. Keep the key file too: a passkey can be lost.
cases-passkey-button = Make a passkey
cases-kept-passkey = Your key is kept, sealed for your passkey. Next time press Open without a file or a phrase.
cases-error-custodian = This is not the key of the keeper of names, or it does not open this one.
cases-error-passkey = This device gave no passkey that can keep secrets. Use a recovery phrase, or the key file.
cases-error = That did not work, and nothing was done. Reload the page and try again; if it stays so, use the command line.
cases-error-stale-title = It does not fit any more
cases-error-stale = Nothing was done: someone else did something in this case meanwhile, or it does not go this way. Open the case again.
cases-error-key = This is no handler's key, or the passphrase does not open it.
cases-error-no-key = You left no key here. Choose your key file.
cases-error-stranger = This key is not that of a handler of the channel.
cases-error-recipient = This is neither a card nor a recipient.
cases-error-phrase = The phrase is too short to keep a key: take at least twenty letters.
cases-error-deputy = A deputy is someone else.
cases-error-named = Nothing was saved: the copy names the case, or a file as the reporter had it. Take that out.
cases-error-own-words = Nothing was saved: read the lines below the copy. Say them in your own words, or tick that nobody is known by them.
