import fc from 'fast-check'

// Every byte, and the ones that mean something to a parser more often.
const special = '&=;%+-{}[]":,\\/<>!?&#\'\r\n\t \0u0123abXF\xc3\xa9\xff'

/** Byte strings of at most `most` bytes. */
export const bytes = (most = 12): fc.Arbitrary<string> =>
  fc.string({
    unit: fc.oneof(
      fc.constantFrom(...special),
      fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code)),
    ),
    maxLength: most,
  })

/** Text as the bytes of its UTF-8 form. */
export const utf8Bytes = (text: string): string => Buffer.from(text, 'utf8').toString('latin1')
