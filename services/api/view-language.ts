const innerAddress = / (?:href|action|formaction)="\/(?!\/|assets\/)[^"#]*/g
const getForm = /<form[^>]* method="get"[^>]*>/g

/**
 * Lets every link and form of a page keep the language that its address chose (`?lang=de`). Done to the finished page, so
 * that no template can forget it: in text and attributes a quote is escaped, so only real attributes match.
 */
export function keepLanguage(html: string, lang: string): string {
  return html
    .replace(innerAddress, (address) => withLanguage(address, lang))
    .replace(getForm, (form) => `${form}\n<input type="hidden" name="lang" value="${lang}">`)
}

function withLanguage(address: string, lang: string): string {
  if (/[?;&]lang=/.test(address)) return address
  return `${address}${address.includes('?') ? '&amp;' : '?'}lang=${lang}`
}
