import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import german from "./languages/de.json";
import english from "./languages/en.json";
import { type Language, localeFor } from "./locale.ts";

const storageKey = "ambo-language";

/**
 * Sets the words up. `i18n.language` is a whole locale such as "en-US", right for `Intl`; the catalogue is found by its
 * first part.
 */
export function startI18n(): void {
  const locale = localeFor(readChoice(), navigator.languages);
  i18next.on("languageChanged", (language) => {
    document.documentElement.lang = language;
  });
  // Both catalogues are here already, so it is ready when this returns.
  void i18next.use(initReactI18next).init({
    resources: { en: { translation: english }, de: { translation: german } },
    lng: locale,
    fallbackLng: "en",
    initAsync: false,
    interpolation: { escapeValue: false },
    react: { useSuspense: false },
  });
}

/** Changes the language at once and for later visits. */
export function chooseLanguage(language: Language): void {
  try {
    localStorage.setItem(storageKey, language);
  } catch {
    // Without storage the choice lasts as long as the page.
  }
  void i18next.changeLanguage(localeFor(language, navigator.languages));
}

function readChoice(): string | null {
  try {
    return localStorage.getItem(storageKey);
  } catch {
    return null;
  }
}
