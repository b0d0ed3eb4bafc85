// Opens what we sealed and seals what we are to open, with the foreign implementation of age.
// Arguments: the folder; in it `identity`, `recipient`, and files `N.ours.age` and `N.clear`.
import { Decrypter, Encrypter } from "age-encryption";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const folder = process.argv[2];
const read = (name) => readFileSync(join(folder, name));
const identity = read("identity").toString().trim();
const recipient = read("recipient").toString().trim();
for (const name of readdirSync(folder).sort()) {
  if (name.endsWith(".ours.age")) {
    const decrypter = new Decrypter();
    decrypter.addIdentity(identity);
    const clear = await decrypter.decrypt(new Uint8Array(read(name)));
    writeFileSync(join(folder, name.replace(".ours.age", ".opened")), clear);
  } else if (name.endsWith(".clear")) {
    const encrypter = new Encrypter();
    encrypter.addRecipient(recipient);
    const sealed = await encrypter.encrypt(new Uint8Array(read(name)));
    writeFileSync(join(folder, name.replace(".clear", ".theirs.age")), sealed);
  }
}
