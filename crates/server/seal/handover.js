// The copy for those who mend what went out, with the checks of `intake::handover`: what can be
// looked for is refused, and the lines that only a person can judge are returned.

/** So many letters and digits in a row are no chance; a Chinese character says as much as three. */
const RUN_LETTERS = 24;
const HAN_LETTERS = 3;
/** Shortest name that is looked for. */
const NAME_LETTERS_MIN = 6;
/** Questions whose answers are about the item; the others are about who saw it. */
const QUESTIONS_KEPT = ["reach", "harm", "documents"];
/** Addresses and long numbers: the scanner knows more of them, this page knows these. */
const TELLTALE = /\S@\S|\p{Nd}(?:[ ()/.-]?\p{Nd}){5,}/u;

const isOfReporter = ({ header, isSound }) => isSound && ["report", "follow-up"].includes(header.kind);

/** What the reporter said about the item, as a beginning. */
export function draft(messages, word) {
  const parts = [];
  for (const { header, text } of messages.filter(isOfReporter)) {
    if (header.item) parts.push(`${word(`page-item-${header.item.kind}`)}: ${header.item.name}`);
    parts.push(text.trim());
    for (const question of QUESTIONS_KEPT) {
      const answer = header.answers?.[question];
      if (answer) parts.push(`${word(`report-question-${question}`)}\n${answer.trim()}`);
    }
  }
  return parts.join("\n\n");
}

/** Looks through a copy: whether it names the case or a file, and the lines in doubt. */
export function check(copy, id, messages) {
  const said = messages.filter(isOfReporter);
  const items = said.flatMap(({ header }) => (header.item ? [header.item.name] : []));
  const files = said.flatMap(({ header }) => (header.attachments ?? []).map(({ name }) => name));
  const names = [id, ...files.filter((name) => !items.some((item) => item.includes(name)))]
    .map((name) => letters(name).join(""))
    .filter((name) => [...name].length >= NAME_LETTERS_MIN);
  const lines = copy.split("\n");
  const isNamed = lines.some((line) => {
    const plain = letters(line).join("");
    return names.some((name) => plain.includes(name));
  });
  const texts = said.flatMap(({ header, text }) => [text, ...Object.values(header.answers ?? {})]);
  const known = new Set(texts.flatMap((text) => [...runs(letters(text))]));
  // A sentence may go over several lines, so that runs begin in the line before.
  let before = [];
  const isInDoubt = (line) => {
    const joined = [...before, ...letters(line)];
    before = joined.slice(-(RUN_LETTERS - 1));
    return runs(joined).some((run) => known.has(run)) || TELLTALE.test(line);
  };
  return { isNamed, lines: lines.filter(isInDoubt) };
}

/** Letters and digits alone, so that other spaces and signs make no difference. */
function letters(text) {
  const plain = [...text.toLowerCase()].filter((letter) => /[\p{Alphabetic}\p{N}]/u.test(letter));
  return plain.flatMap((letter) => (/\p{Script=Han}/u.test(letter) ? Array(HAN_LETTERS).fill(letter) : [letter]));
}

function runs(letters) {
  const last = letters.length - RUN_LETTERS;
  return Array.from({ length: Math.max(0, last + 1) }, (_, place) => letters.slice(place, place + RUN_LETTERS).join(""));
}
