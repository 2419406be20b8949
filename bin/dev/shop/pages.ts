import { escapeHtml } from '../../../lib/privacy/escape-html.ts'
import { money, type Product, products } from './catalogue.ts'

const page = (title: string, main: string): string => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escapeHtml(title)} · Gatehouse Supplies</title><link rel="stylesheet" href="/assets/app.css"></head>
<body><header><a href="/">Gatehouse Supplies</a>
<form action="/search"><input name="q" type="search" aria-label="Search" placeholder="Search"><button>Search</button></form>
<nav><a href="/login">Sign in</a> <a href="/upload">Send a drawing</a> <a href="/live">Live</a></nav></header>
<main>${main}</main><footer>Everything for the gate since 1191.</footer><script src="/assets/app.js" defer></script></body></html>
`

const card = ({ id, name, price, stock }: Product): string =>
  `<li><a href="/products/${id}">${escapeHtml(name)}</a> <b>${money(price)}</b> ${stock > 0 ? `${stock} in stock` : 'sold out'}</li>`

export const homePage = (): string =>
  page('Welcome', `<h1>For the gate</h1><ul class="products">${products.map(card).join('')}</ul>`)

export const productPage = (product: Product): string =>
  page(
    product.name,
    `<h1>${escapeHtml(product.name)}</h1><p>${escapeHtml(product.text)}</p><p><b>${money(product.price)}</b></p>
<form method="post" action="/cart"><input type="hidden" name="product" value="${product.id}">
<label>How many <input name="quantity" type="number" min="1" max="99" value="1"></label> <button>Put into cart</button></form>`,
  )

export const searchPage = (query: string, found: readonly Product[]): string =>
  page(
    'Search',
    `<h1>“${escapeHtml(query)}”</h1>${found.length > 0 ? `<ul class="products">${found.map(card).join('')}</ul>` : '<p>Nothing found.</p>'}`,
  )

export const loginPage = (message = ''): string =>
  page(
    'Sign in',
    `<h1>Sign in</h1><p>${escapeHtml(message)}</p><form method="post"><label>Name <input name="user" autocomplete="username" required></label>
<label>Password <input name="password" type="password" autocomplete="current-password" required></label><button>Sign in</button></form>`,
  )

export const uploadPage = (): string =>
  page(
    'Send a drawing',
    `<h1>Send a drawing of your gate</h1><form method="post" enctype="multipart/form-data">
<input name="drawing" type="file" required> <button>Send</button></form>`,
  )

export const livePage = (): string =>
  page('Live', '<h1>At the gate right now</h1><ol id="events"></ol><p>Echo: <output id="echo"></output></p>')

export const messagePage = (title: string, text: string): string =>
  page(title, `<h1>${escapeHtml(title)}</h1><p>${escapeHtml(text)}</p>`)
