// Keeps a lock file to names, versions and hashes: no address of any registry, no mirror's, no funding page.
// `npm ci` takes each package from the registry that the machine is set to, and checks its hash.
import { readFileSync, writeFileSync } from "node:fs";

const path = new URL("../package-lock.json", import.meta.url);
const lock = JSON.parse(readFileSync(path, "utf8"));
for (const [name, entry] of Object.entries(lock.packages)) {
  delete entry.resolved;
  delete entry.funding;
  delete entry.deprecated;
  if (name && !entry.integrity) throw new Error(`${name} has no hash`);
}
const text = JSON.stringify(lock, null, 2) + "\n";
if (/https?:\/\//.test(text)) throw new Error("the lock file still names an address");
writeFileSync(path, text);
