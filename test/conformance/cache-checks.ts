/** What each check test of the suite answers, and was chosen to. */
export const checkAnswers: Readonly<Record<string, 'yes' | 'no'>> = {}
