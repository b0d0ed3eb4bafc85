# What the program says, in English.
# A message has the same id and the same values in every language; a test looks.
# Problems (`problem-<code>`) are in the program's own table in English.

first-steps =
    Obelus finds what must not go out in files that you are about to publish. Nothing leaves this machine.
    {"  "}obelus scan FOLDER             look through a folder; start here
    {"  "}obelus review FOLDER           the same in a browser: see each finding in its place, and decide
    {"  "}obelus clean FOLDER -o COPIES  write copies without it, and prove that it is gone
    {"  "}obelus explain RULE            what a finding means, and what to do
first-steps-ask = File or folder to look at in your browser (Enter for none):
usage-unknown-argument = There is no option { $argument }.
usage-unknown-command = There is no command { $command }.
usage-missing-command = Name what it should do.
usage-missing-argument = Missing: { $argument }.
usage-conflict = { $argument } cannot be used with { $prior }.
usage-wrong-value = { $argument } cannot be “{ $value }”: { $valid }.
usage-meant = {" "}Did you mean { $meant }?
usage-more = {" "}With --help it says how it is used.
help-label = help:
separator = ; {""}
colon = : {""}
comma = , {""}

header = obelus { $version }  policy: { $policy }  network: none
policy-built-in = built in

verdict-withhold = WITHHOLD
verdict-incomplete = INCOMPLETE
verdict-review = REVIEW
verdict-nothing-found = NOTHING FOUND
verdict-minor = ONLY MINOR FINDINGS
verdict-withhold-count = { $count } withhold
verdict-incomplete-count = { $count } incomplete
verdict-review-count = { $count } review
verdict-nothing-found-count = { $count } nothing found

title-and-value = { $title }: { $value }
findings = { $count ->
    [one] 1 finding
   *[other] { $count } findings
}
findings-suppressed = { $count ->
    [one] 1 finding that does not count
   *[other] { $count } findings that do not count
}
findings-minor = { $count ->
    [one] 1 minor finding
   *[other] { $count } minor findings
}
more-findings = … and { $count } more; --format jsonl lists all
more-problems = … and { $count } more problems; --format jsonl lists all
does-not-count = does not count: { $reason }

coverage-file = looked at: { $text }
coverage-child = looked at in { $name }: { $text }
more-coverage = … and { $count } more files inside that were not looked at whole; --format jsonl lists all
coverage-length-unknown = its length is not known
coverage-refused = nothing of { $size }
coverage-bytes-all = each byte of { $size } belongs to a known part
coverage-bytes-uncounted = of { $size }, bytes that belong to nothing are not counted in this format
coverage-bytes-gaps = of { $size }, { $loose } belong to nothing, in { $count ->
    [one] one place (bytes { $list })
   *[other] { $count } places (bytes { $list })
}
coverage-pages = { $count ->
    [one] 1 page, with text
   *[other] { $count } pages, all with text
}
coverage-pages-blank = { $count ->
    [one] 1 page, without text
   *[other] { $count } pages, { $blank } of them without text (page { $list })
}
coverage-glyphs = { $count ->
    [one] 1 glyph, a known character
   *[other] { $count } glyphs, all known characters
}
coverage-glyphs-unknown = { $count ->
    [one] 1 glyph, no known character
   *[other] { $count } glyphs, { $unknown } of them no known character
}
coverage-frames = { $count ->
    [one] 1 frame of its film
   *[other] { $count } frames of its film, spread over its length
}
coverage-children = { $count ->
    [one] 1 file inside, opened
   *[other] { $count } files inside, all opened
}
coverage-children-unopened = { $count ->
    [one] 1 file inside, not opened
   *[other] { $count } files inside, { $unopened } of them not opened
}
coverage-limits = stopped at: { $list }

check-found = found
check-not-found = not found
check-not-checked = not checked
check-not-applicable = not applicable
check-more = … and { $count } more; --format jsonl lists them
check-by-nobody = this program does not look for it: look yourself
check-unread = something was not read in { $list }; run without --checklist to see what
check-totals = { $items } items: { $found } found, { $unchecked } not checked, { $absent } not found, { $other } not applicable
check-source = The list: { $source }

problem-blocks = NOT CHECKED: { $message } ({ $code })
problem-accepted = not checked, and accepted: { $message } ({ $code })
problem-noted = noted: { $message } ({ $code })

line = line { $line }, column { $column }
lines = { $count } lines: { $list }
cells = { $count ->
    [one] cell { $list }
   *[other] { $count } cells: { $list }
}
parts = { $count } places: { $list }
part-numbered = { $part } { $number }
part-text = text
part-page = page
part-sheet = sheet
part-slide = slide
part-header = header
part-footer = footer
part-footnote = footnote
part-endnote = endnote
part-comment = comment
part-annotation = annotation
part-notes = notes
part-field = field
part-revision = revision
part-link = link
part-outline = outline
part-name = name
part-body = text
part-picture = picture
part-script = script
part-attachment = attachment
part-file-name = file name

hidden = , hidden: { $way }
hidden-comment = in a comment
hidden-property = in the metadata
hidden-notes = in the speaker's notes
hidden-deleted = deleted, still there
hidden-revision = in an earlier revision
hidden-vanished = formatted as hidden
hidden-hidden-sheet = on a hidden sheet
hidden-hidden-row = in a hidden row
hidden-hidden-column = in a hidden column
hidden-hidden-slide = on a hidden slide
hidden-covered = under something that covers it
hidden-invisible = in invisible letters
hidden-tiny = in tiny letters
hidden-outside = outside of the page
hidden-layer = on a layer that is off
hidden-markup = in the markup
hidden-cache = in a cache
hidden-attachment = in an attachment
hidden-slack = in bytes that belong to nothing
hidden-text-layer = in the text behind a picture
hidden-unapplied = under a redaction mark that was never applied

category-marking = protective marking
category-secret = secret
category-personal-data = personal data
category-location = location
category-technical = technical parameter
category-infrastructure = infrastructure
category-hidden-content = hidden content
category-metadata = metadata
category-failed-redaction = failed redaction
category-compilation = compilation

severity-low = low severity
severity-medium = medium severity
severity-high = high severity
severity-critical = critical severity
confidence-low = unsure
confidence-medium = likely
confidence-high = sure

grade-mentions = someone writes about a marking
grade-labelled = a machine's label
grade-marked = stands as a marking does
against = against it: { $reasons }
reason-checksum = its check digits are right
reason-form = it has the form of a real one
reason-wording = the words around it are those of a name
reason-listed = on the list of names that was given
reason-elsewhere = the same name stands elsewhere in the file, where it is sure
reason-label = a word that names it stands beside it
reason-column-header = the header of its column names it
reason-key = the key that holds it names it
reason-entropy = as irregular as a random value
reason-band = in a header or footer, or at the edge of the page
reason-alone = alone on its line
reason-heading = a heading, and what follows fits it
reason-repeated = on several pages
reason-grammar = a form that only markings have
reason-machine-label = written as a label by a machine
reason-person = beside a person's name, or what else is known of them
reason-zone = inside a protected zone
reason-protected = bought for what matters to security
reason-together = with the other pieces in this file it tells the whole
reason-batch = with what earlier files of this scan say it tells the whole
reason-other-label = a word that names something else stands beside it
reason-known-example = a published sample value
reason-placeholder = looks like a placeholder
reason-stated-example = said to be an example
reason-prose = part of a longer text
reason-credit = in a notice of copyright or a list of authors
reason-release-evidence = the document says that it was released
reason-guide = all levels of a scheme stand together, as in a guide

totals = { $files ->
    [one] 1 file
   *[other] { $files } files
}, { $size }, { $seconds } s
suppressed-count = { $count } of { $findings } findings do not count (suppressed, or in the baseline)
noted-count = noted { $count } ×: { $message } ({ $code })
accepted-count = { $count } × { $code } was not checked, and accepted: { $reason }
not-checked = Not checked: wording variants that trace a leak, watermarks, printer dots, faces, handwriting.
not-checked-pictures = Text in some pictures was not read: look at those pictures by hand.
note-ocr-missing = text in pictures was not read, because `tesseract` is not installed; install it (on Debian: `apt install tesseract-ocr tesseract-ocr-chi-sim`) and scan again
next-findings = Next: take out what is listed, or ask someone who may decide, and scan again; `obelus explain { $rule }` says more.
next-incomplete = Next: look at what was not checked by hand, or save it so that it can be read, and scan again.
next-nothing-found = Next: have a second person look at what is not checked; nothing found is no promise.
next-interrupted = Next: scan again; the scan was stopped, and the counts are not of all files.
next-no-files = Next: name a folder with files in it; nothing was there to scan.

note-reveal = what was found is shown in full; keep this output as you would keep the files
note-inline-malformed = { $file }:{ $line }: this `obelus:allow` is not heeded; write obelus:allow[rule] reason=… until=YYYY-MM-DD
note-inline-expired = { $file }:{ $line }: this `obelus:allow` is over and not heeded
note-inline-forbidden = { $file }:{ $line }: this `obelus:allow` is not heeded; the policy lets no comment allow anything
note-inline-unused = { $file }:{ $line }: this `obelus:allow` allows nothing; remove it
note-suppression-expired = { $file }:{ $line }: the suppression of `{ $rule }` is over and does not count
note-suppression-unused = { $file }:{ $line }: the suppression of `{ $rule }` was not needed; remove it

told-title = Obelus report
told-heading = What must not go out
told-lead = Values are masked. A file that is not listed had nothing found in it; see the end of the page for the counts and for what was not checked.
told-where = Where
told-what = What, and why it matters
told-value = Masked value
told-grade = How bad, how sure
told-counts = Counts
told-files = Files
told-findings = Findings
told-promise = “Nothing found” is not a promise that nothing is there.
told-lessons = Forty seconds each

explain-why = Why it matters
explain-remedy = What to do
explain-context = Words beside it that speak for it
explain-against = Words beside it that speak against it
explain-check = Check
explain-examples = Finds
explain-negatives = Does not find
explain-source = Source
explain-verified = Held against
explain-aliases = Other names
explain-not-sensitive = When it is not sensitive
explain-allow = In source code: obelus:allow[{ $rule }] reason=… until=YYYY-MM-DD. Elsewhere: a [[suppress]] in obelus.toml with rule, files, reason and until.
effect-blocks = Blocks: text is likely there and was not read, so the file is never called clean.
effect-noted = Noted: worth knowing; no text is likely to have been missed.

clean-proven = PROVEN
clean-struck = PROVEN, with the marking struck through
clean-would-be-proven = WOULD BE CLEAN
clean-needs-person = NEEDS A PERSON
clean-refused = REFUSED
clean-unread = NOT READ
clean-not-written = NOT WRITTEN
clean-removed = removed: { $list }
clean-redacted = redacted: { $list }
clean-hidden = found in hidden places, which are gone: { $list }
clean-kept = kept: { $list }
clean-kept-elsewhere = { $count ->
    [one] 1 text that was hidden is also shown elsewhere in the original, and was kept there
   *[other] { $count } texts that were hidden are also shown elsewhere in the original, and were kept there
}
clean-layout = the layout is not kept: the copy is a new document with the same text
clean-text-kept = { $percent } % of the text that was shown is shown still
clean-look-at = for a person to check: { $message }
clean-marking = marking: { $list }
clean-why-marked = it has a protective marking; no option of this command takes one away
clean-help-marked = bring it to the people who may decide about its release
clean-why-no-cleaner = this format cannot be cleaned
clean-help-no-cleaner = save it as PDF, DOCX, XLSX, PPTX, PNG or text, and clean that
clean-why-mailbox = a mailbox of Outlook is never made anew: it keeps deleted messages and traces that no copy should carry on
clean-help-mailbox = save the messages that go out one by one, as MSG in Outlook or as EML in another mail program, and clean those
clean-why-member = a file inside it cannot be cleaned
clean-help-member = take that file out, or unpack it and clean the files one by one
clean-why-unplaced = what must go was found, but not where it stands in the file
clean-help-unplaced = take it out there in the program that made the file, and clean it again
clean-why-pixels = a part of the picture is cropped away but still in the file, and its kind cannot be decoded here
clean-help-pixels = save the cropped picture as JPEG or PNG in another program, and clean that
clean-why-text-lost = more than half of the text that is shown would be lost
clean-help-text-lost = try --flatten, or save it in another format
clean-why-looks-different = a page of the copy looks different from the original in other places than those that were redacted; no copy was written
clean-help-looks-different = save it as PDF in another program and clean that, or try --flatten
clean-why-not-gone = what must go was found again in the copy, which is therefore not written
clean-help-not-gone = take it out there in the program that made the file, and clean it again
clean-why-not-searched = not all of the copy could be searched for what must go; it is therefore not written
clean-help-not-searched = save it anew in the program that made the file, in smaller pieces if it is large, and clean that
clean-left = still there: { $what } { $masked }: { $place }
clean-left-text = hidden text
clean-left-was = it stood in { $place }
clean-left-is = the copy has it in { $place }
clean-left-bytes = the copy has it in bytes that are shown nowhere
clean-left-more = and { $count } more
clean-help-write = choose another folder with -o; no half copy was left behind
clean-totals = { $files ->
    [one] 1 file
   *[other] { $files } files
}: { $proven } proven, { $person } for a person, { $refused } refused, { $unread } not read
clean-not-checked = Not checked: wording variants that trace a leak, watermarks, printer dots, faces, handwriting.
clean-next-proven = Next: look through the copies as a stranger would, then publish the copies, never the originals.
clean-next-refused = Next: settle what is listed as refused or for a person; publish only what is proven.
clean-next-dry-run = Next: run it again with -o DIR and without --dry-run; nothing was written.

clean-note-codes = The codes beside redactions are a first suggestion; who decides on the release decides on them.
clean-note-procurement = Together a model, a quantity and a place of delivery may tell more than each alone; look at all files of one procedure.
clean-note-newsroom = Wording variants, watermarks and printer dots can still lead to a source; --flatten gives the text alone. Nothing was written down of this run unless you asked.
clean-note-social-media = Look at what is seen in pictures: screens, badges, whiteboards, views from windows.
diff-totals = { $removed } lines removed or changed, { $kept } kept

removed-redaction = { $count } places of the plan
removed-name = names
removed-properties = properties and metadata
removed-comments = comments
removed-revisions = tracked changes
removed-earlier-revisions = earlier revisions of the file
removed-fields = form fields ({ $count }; their look stays)
removed-hidden-text = hidden text
removed-hidden-sheet = hidden sheets ({ $count })
removed-hidden-cells = hidden cells ({ $count })
removed-hidden-slide = hidden slides ({ $count })
removed-hidden-shape = hidden shapes ({ $count })
removed-notes = notes
removed-alternative = descriptions of pictures
removed-links = links
removed-field-codes = field codes
removed-formulas = formulas ({ $count }; their values stay)
removed-macros = scripts and macros
removed-embedded = embedded files
removed-preview = previews
removed-cache = caches and unused content
removed-markup = markup that shows nothing
removed-invisible = invisible characters ({ $count })
removed-slack = bytes that belong to nothing
removed-members = members of the package ({ $count })
removed-signature = signatures, which no change survives
removed-headers = mail headers ({ $count })
removed-pixels = pixels that are not shown
removed-pictures = pictures of kinds that cannot be cleaned ({ $count })
removed-unseen-pictures = pictures that no page shows ({ $count })
removed-tracks = tracks that are not played
removed-encoding = the old character encoding (now UTF-8)
removed-layout = the layout, which is not kept
removed-damaged = damaged content

demo-result =

    The demo: { $found } of { $planted } planted leaks were found in `{ $folder }`; everything in it is invented.
demo-missed = Not found: { $rule } in { $file }

verify-verified = VERIFIED: { $file }
verify-released = { $organisation } released exactly this file at { $time }; the scan before it said: { $verdict }.
verify-persons = { $count ->
    [0] No decision of people is named.
    [one] The release says that 1 person signed the decision.
   *[other] The release says that { $count } people signed the decision.
}
verify-logged = Its release is entry { $entry } of the ledger { $log }, which has { $size }.
verify-witnessed = Witnesses who have seen that ledger: { $witnesses }.
verify-unwitnessed = No witness has signed, and your trust file asks for none: the ledger's keeper alone vouches for it.
verify-not-checked = Not checked: whether it was withdrawn or replaced later (that needs the ledger itself), and whether what it says is true.
verify-refused = NOT VERIFIED: { $file }
verify-refused-proof = The proof is damaged: { $reason }.
verify-refused-checkpoint = The ledger's state is not vouched for by whom you believe: { $reason }.
verify-refused-opening = The proof does not say what was logged.
verify-refused-inclusion = What the proof shows is not in the ledger: { $reason }.
verify-refused-kind = What was logged is not the release of a file: { $reason }.
verify-refused-unsigned = No organisation that you believe has signed this release.
verify-refused-file = The file is not the one that was released: it was changed, or the proof belongs to another.
verify-refused-next = take nothing in this file for granted; get file and proof again from the one who released them, and compare
verify-unread = NOT CHECKED: cannot read { $file }: { $reason }. Nothing is known about the file.

ledger-frozen =
    FROZEN: the ledger must not sign anything.
    {"  "}{ $reasons }
    Nothing is lost by waiting. See docs/ledger.md; `obelus ledger recover --from DIR` goes on from a copy of the public files.
ledger-key-made = The secret key is in { $file }. Whoever has it can sign for you: keep it, and keep a copy elsewhere.
ledger-high-water-near = note: the high-water file lies beside the ledger, so a backup that is restored takes both back. Put it on another volume: high-water in ledger.toml.
ledger-begun =
    The ledger { $origin } has begun in { $folder }.
    Next: add the people who decide and your witnesses to { $trust }.
ledger-repaired = { $count ->
    [one] 1 public file was missing or damaged, and made anew.
   *[other] { $count } public files were missing or damaged, and made anew.
}
ledger-witness-silent = note: the witness { $witness } has not signed: { $reason }
ledger-scanned =
    Logged the scan ({ $verdict }) and its findings as entries { $entries }.
    Next: obelus ledger decision --about { $about } --verdict release --basis CODE --output decision.json
ledger-decision = The decision is in { $file }. Next: two people sign it, each with `obelus ledger sign`, and `obelus ledger append` logs it.
ledger-signed =
    Signed ({ $count }): { $kind }
    { $statement }
ledger-too-few-persons = { $file }: signed by { $count } of 2 people whom the trust file names; nothing is logged.
ledger-not-signed = { $file }: no key that may sign it has signed it; nothing is logged.
ledger-not-released = { $file }: the scan says { $verdict }, so it goes out only by a decision of two people (--decision); nothing is logged.
ledger-not-witnessed =
    Recorded as entry { $entry }, and not yet witnessed: { $reason }.
    There is no proof yet. Next: obelus ledger proof { $entry } --file { $file }
ledger-delivery-not-witnessed =
    The delivery is recorded as entry { $entry }, and not yet witnessed: { $reason }.
    The answer goes out without the ledger's proof. Next: answer again with --ledger when the witnesses have signed.
ledger-script-not-witnessed =
    The script is recorded as entry { $entry }, and not yet witnessed: { $reason }.
    No proof was written. Next: give the same command with another output when the witnesses have signed.
ledger-released = Released and logged as entry { $entry }. The proof goes out with the file: { $proof }
ledger-checkpoint = Published { $size } entries of { $log }.
ledger-witness-signed = Signed by the witness { $witness }.
ledger-quorum-missing = Too few have signed: { $reason }.
ledger-request = The request is in { $file }. Carry it to the witness (`obelus ledger witness --request`), and bring the answer back (`--answer`).
ledger-request-again = The witness has seen { $size } entries. Next: write the request again, and carry it there.
ledger-serving = Serving { $log } at http://{ $address }; stop with Ctrl-C.
ledger-silent = SILENT: { $log } has last signed at { $time }.
ledger-frames = Each code is one frame. Photograph them all on the other side, and name all pictures there.
ledger-evidence = EVIDENCE against { $log }: { $folder }
ledger-witness-answered = Signed; the answer is in { $file }. Carry it back.
ledger-witness-refused = Not signed ({ $status }); the answer is in { $file }. Carry it back.
ledger-fault = Entry { $entry }: { $fault }.
ledger-audited = { $size } entries: { $opened } opened, { $erased } erased, { $padding } padding; { $decisions } decisions, { $releases } releases; { $faults } faults.
ledger-damage = DAMAGED: { $damage }.
ledger-checked = Hashed { $leaves } entries; compared { $tiles } tiles and { $checkpoints } checkpoints; { $damages } damages.
ledger-erased = What opens entry { $entry } is destroyed; its tombstone is entry { $tombstone }. Copies of proofs that went out, and backups until their retention key is destroyed, still open it.
ledger-handlers-believed = The ledger believes { $names } about bulletins from now on (`handler` lines of { $trust }).
ledger-rotated = The new key is logged and in use. Give the new lines of { $trust } to your witnesses and to those who verify; the old lines stay.
ledger-disclosed = What opens entry { $entry } is in { $file }. Whoever has it can show what was logged.
ledger-openings-lost = Entries { $first } to { $last } came back from the copy; what opens them is lost, and the audit says so.
ledger-recovered = The ledger goes on with { $size } entries.
ledger-exported = The public files and the trust file are in { $folder }.
# The review desk.
review-reading = Reading and looking through the files…
review-ready =
    The review desk is open, for one browser on this machine:

      { $link }

    Nothing leaves this machine. Press Ctrl-C when you are done.
review-ended = The review desk is closed.
review-removed = [removed]
desk-skip = Skip to the content
desk-one-person = One person decides here. Nobody else has signed.
desk-footer = Wording, watermarks, printer dots, faces and handwriting are not checked. Nothing leaves this machine.
desk-batch-title = What you are about to publish
desk-batch-summary = { $count ->
    [one] One file.
   *[other] { $count } files.
}
desk-files = Files
desk-file = File
desk-verdict = Verdict
desk-verdict-withhold = must not go out
desk-verdict-incomplete = not read in full
desk-verdict-review = look at it
desk-verdict-nothing-found = nothing found
desk-verdict-minor = only minor findings
desk-findings = Findings
desk-finding = Finding
desk-open = To decide
desk-copy = Clean copy
desk-release-title = Clean copies
desk-missing-nothing = Everything is decided. Copies are made without what you removed and without anything hidden, read again, and written only when that shows it gone.
desk-missing = { $count ->
    [one] One finding is not decided yet.
   *[other] { $count } findings are not decided yet.
}
desk-release-button = Sign and make the copies
desk-released = The copies are made and were read again. “PROVEN” means that nothing which had to go was found in the copy.
desk-released-without = A file without a copy must not go out; the reason stands beside it.
desk-making = { $made } of { $files } copies are made, read again and proven. This page shows it when they are there.
desk-download-all = Download all copies
desk-reopen = Decide again about files without a copy
desk-reopen-note = Some files have no copy. You can decide something else about them and sign again; the copies that are made stay as they are.
desk-reopened = Files that have a copy stay as they are. Decide about the others, then sign again.
desk-to-do = What to do: { $help }
desk-why-short = a text that someone typed is too short to be looked for
desk-help-short = take it back, and mark a longer text around it
desk-why-gone = the file could not be read any more
desk-help-gone = put it back where it was, and sign again
desk-why-not-written = the copy was made and proven, and could not be written
desk-help-not-written = make room, or end the desk and start it again with another folder: obelus review -o DIR
desk-verdict-original = The original
desk-add = Add files: choose them, or drop them anywhere on this page
desk-add-button = Add
desk-add-note = At most 256 MiB each. They stay in the memory of this machine until you end the desk.
desk-add-reading = Reading and looking through the files…
desk-add-none = No file arrived. Choose one at least.
desk-add-long = A file is longer than 256 MiB. Nothing was added; name its path on the command line: obelus review PATH
desk-add-cut = The files did not arrive whole, or are too long together. Nothing was added; add fewer at a time.
desk-add-failed = A file could not be read, and was not added. Nothing is known about it.
desk-back = All files
desk-next-file = Next file with something to decide
desk-file-summary = { $count ->
    [0] Everything is decided.
    [one] One finding to decide.
   *[other] { $count } findings to decide.
}
desk-marked = This file carries a protective marking. No copy of it is made here; only the people who may lift the marking can let it out.
desk-no-findings = Nothing was found in what was read.
desk-search-none = Nothing has what you looked for. Look for something else, or leave the field empty to see all.
desk-to-text = To the text
desk-hidden-goes = It is hidden. A copy does not have it, whatever is decided.
desk-name-goes = A text that is removed stands in the name of the file. The copy is called { $name }.
desk-undo = Undo
desk-redo = Redo
desk-why = Why, and what to do
desk-grade = { $severity }; { $confidence }
desk-severity-low = minor if it goes out
desk-severity-medium = bad if it goes out
desk-severity-high = very bad if it goes out
desk-severity-critical = critical if it goes out
desk-confidence-low = not sure
desk-confidence-medium = fairly sure
desk-confidence-high = sure
desk-scope = Applies to
desk-scope-this = this one
desk-scope-file = all { $count } places of this text in this file
desk-scope-batch = all { $count } places of this text in all files
desk-scope-always = all of the same kind and text in all files, and always from now on (once a second person agrees)
desk-scope-kind-file = all { $count } of this kind still to decide in this file (remove)
desk-scope-kind-batch = all { $count } of this kind still to decide in all files (remove)
desk-ground = Ground for removing
desk-reason = Reason for keeping (required)
desk-remove = Remove
desk-keep = Keep
desk-not-sensitive = Not sensitive
desk-state-open = To decide
desk-state-removed = Removed: { $ground }
desk-state-kept = Kept: { $reason }
desk-state-not-sensitive = Not sensitive
desk-goes-anyway = It goes all the same: the same text is removed at another place of this file, and what is removed goes from every place. Keep it everywhere, or remove it everywhere.
desk-keep-all = Keep every place of this text in this file
desk-remove-all = Remove every place of this text in this file
desk-refused-changed = That was changed in the meantime. Look at it again, then decide.
desk-refused-reason = Say why it may stay, then keep it.
desk-refused-undecided = Something is not decided yet. Decide about every finding first.
desk-refused-nothing = There is nothing to take back.
desk-refused-redo = There is nothing to make again.
desk-refused-stage = That cannot be done any more: the copies are made.
desk-not-in-title = This desk is open for another browser
desk-not-in = The link on the terminal works once. Stop the desk there and start it again for a new one.
desk-not-own-title = Nothing was done
desk-not-own = That form did not come from this desk. Go back to the list of files and try again.
desk-bad-form-title = Nothing was done
desk-bad-form = The form was not complete. Go back and try again.
desk-nowhere-title = There is no such page
desk-nowhere = Go back to the list of files.
desk-no-page-title = There is nothing to see here
desk-no-page = This address only takes forms. Nothing was done.
desk-go-on = Go on at the first page
desk-failed-title = That failed
desk-failed = Making the copies failed, through a fault of ours. Nothing that was not written is safe to publish.
