/* Other forms of a word, where the stemmers of the Nordic languages leave them apart. */

const ENDINGS = {
  sv: ["ernas", "arnas", "ornas", "erna", "arna", "orna", "ens", "ets", "ers", "ars", "ors", "en", "et", "er", "ar", "or", "rna", "rnas", "na", "n", "t", "s"],
  nb: ["enes", "ene", "ens", "ets", "ers", "ane", "en", "et", "er", "ar", "ne", "n", "r", "s"],
  da: ["ernes", "erne", "enes", "ene", "ens", "ets", "ers", "en", "et", "er", "ne", "n", "r", "s"],
  // names have their Scandinavian genitive wherever they stand (`Åbos`)
  fi: ["s"],
  unknown: ["s"],
};
const SHORTEST = 3; // of what is left; one letter more where only one is taken, lest `havn` become `hav`
const MOST = 3;

/* `utskottet` → `utskott`; `museet`, `gymnasier` → `museum`, `gymnasium`; `cyklar` ↔ `cykel`. */
export function otherForms(word, language) {
  const found = new Set();
  for (const ending of ENDINGS[language] || []) {
    if (!word.endsWith(ending) || word.length - ending.length < SHORTEST + (ending.length === 1 && ending !== "s")) continue;
    const base = word.slice(0, -ending.length);
    if (/^(?:et|ets|er|erna|ernas|ene|enes|erne)$/.test(ending) && /[ei]$/.test(base)) found.add(`${base}um`);
    if (/^[aeo]?r/.test(ending) && /[^aeiouyåäöæø][ln]$/.test(base)) found.add(`${base.slice(0, -1)}e${base.slice(-1)}`);
    found.add(base);
  }
  if (ENDINGS[language] && /[^aeiouyåäöæø]el$/.test(word)) found.add(`${word.slice(0, -2)}l`);
  if (ENDINGS[language] && /[ei]um$/.test(word)) found.add(`${word.slice(0, -2)}et`).add(`${word.slice(0, -2)}er`);
  found.delete(word);
  return [...found].slice(0, MOST);
}

export const endings = (language) => ENDINGS[language] || [];

/* Whether these last letters are only an ending. */
export const endedBy = (letters, language) => endings(language).includes(letters);
