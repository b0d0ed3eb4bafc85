
# Lessons, and practising them.

explain-lesson = The lesson ({ $id }, forty seconds)
lesson-before = Wrong
lesson-after = Right
lesson-steps = Do this
lesson-sources = Sources
lesson-draft = This translation has not been read by a second person yet.
lesson-title = What must not go out, and how it does
lesson-practise = An invented document. Which lines must not go out?
lesson-practise-ask = Numbers of the lines, with spaces between; press Enter for none:
lesson-marked-right = right: { $line } must not go out ({ $title }; lesson { $lesson })
lesson-marked-missed = missed: { $line } must not go out ({ $title }; lesson { $lesson })
lesson-marked-harmless = harmless: { $line } may go out; nothing in it says anything about anybody
lesson-score = { $right } of { $lines } lines judged rightly.
lesson-question = { $title }: { $ask }
lesson-question-ask = The number of the answer, or Enter to skip:
lesson-question-right = Right. { $because } It comes again on { $day }.
lesson-question-wrong = No: { $answer }. { $because } It comes again on { $day }.
lesson-question-skipped = Skipped.
lesson-questions-none = No question is due. Three a week are enough; --more asks more.
lesson-practise-next = Next: obelus lesson practise, in a few days. What you answered stays in `{ $file }` on this machine.
lesson-published = Written into `{ $folder }`: a page, an Atom and a JSON feed, a digest, and { $cards } cards to print. Next: put the folder at { $base }.
