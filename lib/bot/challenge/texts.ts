/** What the page says, in one language. */
export interface Texts {
  readonly title: string
  readonly lead: string
  readonly working: string
  readonly waiting: string
  readonly done: string
  readonly failed: string
  readonly cookies: string
  readonly noScript: (seconds: number) => string
  readonly proceed: string
  readonly ready: string
  readonly why: string
  readonly whyText: string
  readonly everybody: string
  readonly appeal: string
  readonly appealText: string
  readonly appealLink: string
  readonly request: string
  readonly privacy: string
  readonly files: string
  readonly resend: string
}

export const languages: Readonly<Record<string, Texts>> = {
  en: {
    title: 'One moment, please',
    lead: 'This site checks whether a person or a program asks. You need not do anything.',
    working: 'Your browser is solving a small puzzle.',
    waiting: 'This takes a little longer. Please leave the page open.',
    done: 'Done. The page you asked for is loading.',
    failed: 'That did not work. Please load the page again.',
    cookies: 'Please allow cookies for this site, and load the page again.',
    noScript: (seconds) => `Without JavaScript this takes ${seconds} seconds. The page goes on by itself.`,
    proceed: 'Continue',
    ready: 'Done. Press “Continue”.',
    why: 'Why am I seeing this?',
    whyText: 'Something about the request is unusual for a browser:',
    everybody: 'The site asks everybody at the moment.',
    appeal: 'Is this wrong?',
    appealText:
      'If it goes on, tell the site’s operator this number. With it they can see what happened and let you in.',
    appealLink: 'How to reach the operator',
    request: 'Request',
    privacy: 'Nobody else is told. The result is a cookie that says that you have passed; it ends by itself.',
    files: 'Files cannot be kept without JavaScript. After “Continue”, please add them again.',
    resend: 'Done. What you sent could not be kept: go back, and send it again.',
  },
  de: {
    title: 'Einen Moment, bitte',
    lead: 'Diese Website prüft, ob ein Mensch oder ein Programm anfragt. Sie müssen nichts tun.',
    working: 'Ihr Browser löst eine kleine Rechenaufgabe.',
    waiting: 'Es dauert etwas länger. Bitte lassen Sie die Seite offen.',
    done: 'Fertig. Die gewünschte Seite wird geladen.',
    failed: 'Das hat nicht geklappt. Bitte laden Sie die Seite neu.',
    cookies: 'Bitte erlauben Sie Cookies für diese Website und laden Sie die Seite neu.',
    noScript: (seconds) => `Ohne JavaScript dauert es ${seconds} Sekunden. Danach geht es von selbst weiter.`,
    proceed: 'Weiter',
    ready: 'Fertig. Drücken Sie auf „Weiter“.',
    why: 'Warum sehe ich das?',
    whyText: 'Etwas an der Anfrage ist für einen Browser ungewöhnlich:',
    everybody: 'Die Website fragt zur Zeit alle.',
    appeal: 'Ist das ein Irrtum?',
    appealText:
      'Wenn es nicht weitergeht, nennen Sie dem Betreiber diese Nummer. Damit kann er nachsehen und Sie einlassen.',
    appealLink: 'So erreichen Sie den Betreiber',
    request: 'Anfrage',
    privacy:
      'Niemand sonst erfährt davon. Das Ergebnis ist ein Cookie, das sagt, dass Sie bestanden haben; es läuft von selbst ab.',
    files: 'Ohne JavaScript bleiben Dateien nicht erhalten. Bitte fügen Sie sie nach „Weiter“ noch einmal hinzu.',
    resend:
      'Fertig. Was Sie gesendet haben, konnte nicht behalten werden: Gehen Sie zurück und senden Sie es noch einmal.',
  },
  fr: {
    title: 'Un instant, s’il vous plaît',
    lead: 'Ce site vérifie si la demande vient d’une personne ou d’un programme. Vous n’avez rien à faire.',
    working: 'Votre navigateur résout un petit calcul.',
    waiting: 'Cela prend un peu plus de temps. Laissez la page ouverte.',
    done: 'C’est fait. La page demandée se charge.',
    failed: 'Cela n’a pas fonctionné. Veuillez recharger la page.',
    cookies: 'Veuillez autoriser les cookies pour ce site, puis rechargez la page.',
    noScript: (seconds) => `Sans JavaScript, cela prend ${seconds} secondes. La page continue d’elle-même.`,
    proceed: 'Continuer',
    ready: 'C’est fait. Appuyez sur « Continuer ».',
    why: 'Pourquoi cette page ?',
    whyText: 'Quelque chose dans la demande est inhabituel pour un navigateur :',
    everybody: 'Le site interroge tout le monde en ce moment.',
    appeal: 'Est-ce une erreur ?',
    appealText:
      'Si cela persiste, donnez ce numéro à l’exploitant du site. Il pourra voir ce qui s’est passé et vous laisser entrer.',
    appealLink: 'Comment joindre l’exploitant',
    request: 'Demande',
    privacy:
      'Personne d’autre n’en est informé. Le résultat est un cookie qui dit que vous avez réussi ; il expire de lui-même.',
    files: 'Sans JavaScript, les fichiers ne sont pas conservés. Ajoutez-les de nouveau après « Continuer ».',
    resend: 'C’est fait. Votre envoi n’a pas pu être conservé : revenez en arrière et envoyez-le de nouveau.',
  },
  es: {
    title: 'Un momento, por favor',
    lead: 'Este sitio comprueba si pregunta una persona o un programa. No tiene que hacer nada.',
    working: 'Su navegador está resolviendo un pequeño cálculo.',
    waiting: 'Tardará un poco más. Deje la página abierta.',
    done: 'Listo. La página solicitada se está cargando.',
    failed: 'No ha funcionado. Vuelva a cargar la página.',
    cookies: 'Permita las cookies de este sitio y vuelva a cargar la página.',
    noScript: (seconds) => `Sin JavaScript tarda ${seconds} segundos. La página continúa por sí sola.`,
    proceed: 'Continuar',
    ready: 'Listo. Pulse «Continuar».',
    why: '¿Por qué veo esto?',
    whyText: 'Algo en la solicitud es poco habitual en un navegador:',
    everybody: 'El sitio pregunta a todos en este momento.',
    appeal: '¿Es un error?',
    appealText:
      'Si no se resuelve, indique este número al responsable del sitio. Con él podrá ver qué ha pasado y dejarle entrar.',
    appealLink: 'Cómo contactar con el responsable',
    request: 'Solicitud',
    privacy: 'Nadie más se entera. El resultado es una cookie que dice que ha pasado la prueba; caduca por sí sola.',
    files: 'Sin JavaScript no se conservan los archivos. Añádalos de nuevo después de «Continuar».',
    resend: 'Listo. No se pudo conservar lo que envió: vuelva atrás y envíelo de nuevo.',
  },
  it: {
    title: 'Un attimo, per favore',
    lead: 'Questo sito verifica se la richiesta viene da una persona o da un programma. Non deve fare nulla.',
    working: 'Il browser sta risolvendo un piccolo calcolo.',
    waiting: 'Ci vuole un po’ di più. Lasci aperta la pagina.',
    done: 'Fatto. La pagina richiesta si sta caricando.',
    failed: 'Non ha funzionato. Ricarichi la pagina.',
    cookies: 'Consenta i cookie per questo sito e ricarichi la pagina.',
    noScript: (seconds) => `Senza JavaScript ci vogliono ${seconds} secondi. La pagina prosegue da sola.`,
    proceed: 'Continua',
    ready: 'Fatto. Prema «Continua».',
    why: 'Perché vedo questa pagina?',
    whyText: 'Qualcosa nella richiesta è insolito per un browser:',
    everybody: 'Al momento il sito lo chiede a tutti.',
    appeal: 'È un errore?',
    appealText:
      'Se continua, comunichi questo numero al gestore del sito. Potrà vedere che cosa è successo e farla entrare.',
    appealLink: 'Come contattare il gestore',
    request: 'Richiesta',
    privacy:
      'Nessun altro ne è informato. Il risultato è un cookie che dice che ha superato la verifica; scade da solo.',
    files: 'Senza JavaScript i file non vengono conservati. Li aggiunga di nuovo dopo «Continua».',
    resend: 'Fatto. Non è stato possibile conservare l’invio: torni indietro e lo invii di nuovo.',
  },
}

const mostRanges = 16

/** The best of the languages for Accept-Language (RFC 4647, section 3.4, look-up by the first subtag); English where none is named. */
export function languageFor(field: string | null): string {
  let best = 'en'
  let highest = 0
  for (const range of (field ?? '').slice(0, 512).split(',', mostRanges)) {
    const [, tag = '', weight = '1'] =
      /^\s*([A-Za-z]{2})(?:-[A-Za-z0-9-]*)?\s*(?:;\s*q=([01](?:\.\d{0,3})?))?\s*$/.exec(range) ?? []
    const language = tag.toLowerCase()
    if (!Object.hasOwn(languages, language) || Number(weight) <= highest) continue
    highest = Number(weight)
    best = language
  }
  return best
}
