// Keeps what is typed on a page of a draft while it is typed, box by box, on the server and nowhere else. When another page changed
// the same question, both answers are shown and the person chooses. Without this module the page is saved as a whole.

const every = 1000
const patience = 15000
const slowest = 15000

const words = {
  offline: 'Not saved: no connection. Your text is still on this page, and it will be saved when the connection is back.',
  failing: 'Not saved: the service is not answering. Your text is still on this page. Trying again.',
  signedOut: 'Not saved: you have been signed out. Your text is still on this page. Do not close it: ',
  signIn: 'sign in again in a new tab',
  signInAfter: ', then come back here.',
  stranger: 'Not saved: the person signed in now cannot open this draft. Copy what you want to keep from this page.',
  leave: 'Finish this later',
  choose: 'Not all saved: an answer was changed elsewhere. Choose above which to keep.',
}

class Typing {
  constructor(line) {
    this.line = line
    this.form = line.closest('form')
    this.address = line.dataset.keepTyped
    this.status = line.querySelector('[data-typing-status]')
    this.discard = document.querySelector('.refmon-typing-discard')
    this.leftOut = new Set(line.dataset.leftOut.split(' '))
    this.compared = new Map()
    this.refused = new Map()
    this.longest = Infinity
    this.wait = every
    this.sequence = 0
    // what nobody has kept yet, because the page shows what was just posted, is sent at once
    this.known = line.dataset.posted ? new Map() : this.read(this.form)
    if (this.boxes(this.form).length > 0) this.listen()
  }

  listen() {
    this.form.addEventListener('input', () => this.soon(every))
    this.form.addEventListener('change', () => this.soon(every))
    this.form.addEventListener('focusout', () => this.soon(0))
    this.form.addEventListener('submit', (event) => { if (!event.defaultPrevented) this.leaving = true })
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'hidden') this.last()
      else this.soon(0)
    })
    // what is discarded is not sent on the way out
    this.discard?.addEventListener('submit', () => { this.leaving = true })
    window.addEventListener('pagehide', () => this.last())
    window.addEventListener('pageshow', () => { this.leaving = false })
    window.addEventListener('online', () => this.soon(0))
    // a choice made by another script tells nobody
    setInterval(() => this.soon(0), every)
    if (this.line.dataset.posted) this.soon(0)
    const leave = this.form.querySelector('[data-leave]')
    if (leave) leave.textContent = words.leave
  }

  boxes(form) {
    return [...form.elements].filter((box) =>
      box.name?.startsWith('Model.') && box.type !== 'hidden' && !this.leftOut.has(box.name))
  }

  // each box's name with what stands in it; of a group, what is chosen
  read(form) {
    const read = new Map()
    for (const box of this.boxes(form)) {
      const values = read.get(box.name) ?? []
      const choice = box.type === 'radio' || box.type === 'checkbox'
      if (!choice || box.checked) values.push(box.value)
      read.set(box.name, values)
    }
    return read
  }

  changed(now) {
    return [...now.keys()].filter((name) =>
      !same(now.get(name), this.known.get(name)) && !this.compared.has(question(name)) && !this.isRefused(name, now.get(name)))
  }

  isRefused(name, values) {
    return posted(values) > this.longest || same(values, this.refused.get(name))
  }

  soon(milliseconds) {
    if (this.ended) return
    const at = performance.now() + milliseconds
    if (this.timer && this.at <= at) return
    clearTimeout(this.timer)
    this.at = at
    this.timer = setTimeout(() => {
      this.timer = null
      this.tick()
    }, milliseconds)
  }

  async tick() {
    if (this.busy || this.leaving || this.ended || performance.now() < (this.notBefore ?? 0)) return
    const now = this.read(this.form)
    const changed = this.changed(now)
    if (changed.length === 0) return this.relent(now)
    this.busy = true
    try {
      await this.send(now, changed)
    } finally {
      this.busy = false
    }
    if (this.changed(this.read(this.form)).length > 0) this.soon(every)
  }

  // the page is going away: one more message that outlives it
  last() {
    if (this.leaving || this.ended) return
    const now = this.read(this.form)
    const changed = this.changed(now)
    if (changed.length === 0) return
    const body = this.message(now, changed)
    const small = [...body.values()].reduce((sum, value) => sum + value.length, 0) < 15000
    fetch(this.address, { method: 'POST', body, keepalive: small, redirect: 'manual' }).catch(() => {})
  }

  message(now, names) {
    this.sequence = Math.max(this.sequence + 1, Date.now())
    const body = new FormData()
    body.append('__RequestVerificationToken', this.hidden('__RequestVerificationToken').value)
    body.append('CommandId', uuid())
    body.append('Shown', this.hidden('Model.Shown').value)
    body.append('Sequence', String(this.sequence))
    for (const name of names) {
      body.append('box', name)
      for (const value of now.get(name)) body.append(name, value)
    }
    return body
  }

  async send(now, names, again = false) {
    let answer
    try {
      answer = await fetch(this.address, {
        method: 'POST',
        body: this.message(now, names),
        redirect: 'manual',
        signal: AbortSignal.timeout(patience),
      })
    } catch {
      return this.later(navigator.onLine && this.reached ? words.failing : words.offline)
    }
    this.reached = true
    if (answer.type === 'opaqueredirect') return this.signedOut()
    const reply = await answer.json().catch(() => null)
    switch (reply?.state) {
      case 'kept': return this.kept(now, names, reply)
      case 'closed': return this.readAgain()
      case 'stale': return again || !(await this.renewToken()) ? this.later(words.failing) : this.send(now, names, true)
      case 'sent': return this.end(reply.words, reply.address)
      case 'gone': return this.end(reply.words)
      case 'refused': return this.refuse(now, names, reply)
      default: return this.later(reply?.words ?? words.failing)
    }
  }

  async kept(now, names, reply) {
    this.mark(reply.marks)
    const elsewhere = new Set(reply.elsewhere.map((other) => other.question))
    for (const name of names) if (!elsewhere.has(question(name))) this.known.set(name, now.get(name))
    const compared = elsewhere.size === 0 || (await this.compare(reply.elsewhere))
    if (this.discard) this.discard.hidden = reply.nothingWaits
    if (this.ended) return
    // what another page holds was not kept here, and cannot be shown yet
    if (!compared) return this.later(words.failing)
    this.wait = every
    this.notBefore = 0
    this.say(this.compared.size > 0 ? words.choose : this.holdsRefused(now) ? this.refusal : reply.words)
  }

  // what was refused is not sent again before it is something else, and what was too long not before it fits
  refuse(now, names, reply) {
    this.refusal = reply.words
    if (reply.longest) this.longest = reply.longest
    if (!names.some((name) => posted(now.get(name)) > this.longest)) {
      for (const name of names) this.refused.set(name, now.get(name))
    }
    this.say(reply.words)
  }

  holdsRefused(now) {
    return [...now].some(([name, values]) => this.isRefused(name, values))
  }

  // put back to what is kept already: there is nothing to send, and nothing left to complain of
  relent(now) {
    if (this.refusal && this.status.textContent === this.refusal && !this.holdsRefused(now)) this.say('')
  }

  later(text) {
    this.say(text)
    this.wait = Math.min(this.wait * 2, slowest)
    this.notBefore = performance.now() + this.wait - 100
    this.soon(this.wait)
  }

  signedOut() {
    if (!this.status.querySelector('a')) {
      const link = element('a', 'govuk-link', words.signIn)
      link.href = '/sign-in'
      link.target = '_blank'
      link.rel = 'noopener'
      this.status.replaceChildren(words.signedOut, link, words.signInAfter)
    }
    this.notBefore = performance.now() + every
    this.soon(every * 2)
  }

  end(text, address) {
    this.ended = true
    this.say(text)
    if (!address) return
    const link = element('a', 'govuk-link', 'See what became of it')
    link.href = address
    this.status.append(' ', link)
  }

  say(text) {
    if (this.status.textContent !== text) this.status.textContent = text
  }

  hidden(name) {
    return this.form.querySelector(`input[type=hidden][name="${CSS.escape(name)}"]`)
  }

  // each mark is name=value; those given take the place of those of the same name
  mark(marks) {
    const shown = this.hidden('Model.Shown')
    const all = new Map(shown.value.split(';').filter(Boolean).map(splitMark))
    for (const [name, value] of marks.map(splitMark)) all.set(name, value)
    shown.value = [...all].map(([name, value]) => `${name}=${value}`).join(';')
  }

  // the page as the server has it now; null when it cannot be read. To compare: with what a colleague saved since instead of what was typed here
  async page(compare = false) {
    try {
      const address = new URL(location.href)
      if (compare) address.searchParams.set('compare', 'yes')
      const answer = await fetch(address, { redirect: 'manual', signal: AbortSignal.timeout(patience) })
      if (answer.type === 'opaqueredirect') return null
      if (answer.status === 404) this.end(words.stranger)
      if (!answer.ok) return null
      const page = new DOMParser().parseFromString(await answer.text(), 'text/html')
      return page.querySelector('[data-keep-typed]')?.closest('form') ?? null
    } catch {
      return null
    }
  }

  async renewToken() {
    const form = await this.page()
    const fresh = form?.querySelector('input[name="__RequestVerificationToken"]')
    if (fresh) this.hidden('__RequestVerificationToken').value = fresh.value
    return Boolean(fresh)
  }

  // this page was saved, and came back by the Back button: from here on it is a page opened now
  async readAgain() {
    const form = await this.page()
    if (!form) return this.later(words.failing)
    const theirs = this.read(form)
    const mine = this.read(this.form)
    const shown = form.querySelector('input[name="Model.Shown"]').value
    this.hidden('Model.Shown').value = shown
    const differ = new Set()
    for (const [name, value] of theirs) {
      if (!same(value, this.known.get(name)) && !same(value, mine.get(name))) differ.add(question(name))
      else this.known.set(name, value)
    }
    for (const each of differ) this.show({ question: each, marks: [] }, form, shown)
    this.soon(every)
  }

  // shows what was answered on another page beside what stands here; false when that cannot be read
  async compare(elsewhere) {
    const form = await this.page(true)
    if (!form) return false
    const shown = form.querySelector('input[name="Model.Shown"]').value
    for (const other of elsewhere) {
      const names = [...this.read(form).keys()].filter((name) => question(name) === other.question)
      const theirs = this.read(form)
      const mine = this.read(this.form)
      if (names.every((name) => same(theirs.get(name), mine.get(name)))) {
        this.takeMarks(other.marks, shown)
        for (const name of names) this.known.set(name, theirs.get(name))
      } else this.show(other, form, shown)
    }
    return true
  }

  takeMarks(names, shown) {
    this.mark(shown.split(';').filter((mark) => names.includes(splitMark(mark)[0])))
  }

  show(other, form, shown) {
    if (this.compared.has(other.question)) return
    const theirs = this.read(form)
    const names = [...theirs.keys()].filter((name) => question(name) === other.question)
    const first = this.boxes(this.form).find((box) => question(box.name) === other.question)
    if (!first) return
    // the list behind a box to type in is hidden
    const reached = document.getElementById(first.id.replace(/-select$/, '')) ?? first
    const block = element('div', 'govuk-inset-text refmon-typing__compare')
    block.setAttribute('role', 'alert')
    const text = inWords(this.boxes(form).filter((box) => question(box.name) === other.question))
    const answer = element('blockquote', 'refmon-typing__other refmon-preserve-lines', text || 'Left empty')
    const when = other.when ? ` on ${other.when}` : ''
    const where = other.by ? `${other.by} saved another answer` : 'This answer was changed on another page'
    const mine = button('Keep what is on this page')
    const other_ = button('Use the other answer')
    const settle = () => {
      this.compared.delete(other.question)
      this.takeMarks(other.marks, shown)
      block.remove()
      reached.focus()
      if (this.compared.size === 0) this.say('')
    }
    mine.addEventListener('click', () => {
      settle()
      for (const name of names) this.known.delete(name)
      this.soon(0)
    })
    other_.addEventListener('click', () => {
      settle()
      for (const name of names) this.put(name, theirs.get(name))
      for (const [name, value] of this.read(this.form)) if (names.includes(name)) this.known.set(name, value)
      // what was typed here before still waits: it is told that it is not wanted any more
      if (other.by) for (const name of names) this.known.delete(name)
      this.soon(0)
    })
    const choices = element('div', 'govuk-button-group')
    choices.append(mine, other_)
    block.append(
      element('p', 'govuk-body govuk-!-font-weight-bold', where),
      element('p', 'govuk-body', other.by ? `The answer saved${when}:` : `The answer saved there${when}:`),
      answer,
      element('p', 'govuk-body', 'Nothing was overwritten. Choose which answer to keep.'),
      choices,
    )
    this.groupOf(first).before(block)
    this.compared.set(other.question, block)
  }

  // the largest group of the form that asks this question and no other
  groupOf(box) {
    let group = box.closest('.govuk-form-group') ?? box
    for (;;) {
      const outer = group.parentElement?.closest('.govuk-form-group')
      if (!outer || !this.form.contains(outer)) return group
      const others = this.boxes(this.form).some((any) => outer.contains(any) && question(any.name) !== question(box.name))
      if (others) return group
      group = outer
    }
  }

  put(name, values) {
    for (const box of this.boxes(this.form).filter((any) => any.name === name)) {
      if (box.type === 'radio' || box.type === 'checkbox') {
        const wanted = values.includes(box.value)
        if (box.checked === wanted) continue
        if (box.type === 'radio' && !wanted) box.checked = false
        else box.click()
      } else {
        box.value = values[0] ?? ''
        box.dispatchEvent(new Event('input', { bubbles: true }))
        box.dispatchEvent(new Event('change', { bubbles: true }))
      }
    }
  }
}

// Model.CompletionDate.Day is one of three boxes of the question CompletionDate
function question(name) {
  const field = name.replace('Model.', '').replaceAll('.', '')
  return field.replace(/(?<=.)(Day|Month|Year)$/, '')
}

// characters as they are posted: a line break is two
function posted(values) {
  return values.reduce((sum, value) => sum + value.replace(/\r?\n/g, '\r\n').length, 0)
}

function same(one, other) {
  return one !== undefined && other !== undefined && one.length === other.length && one.every((value, i) => value === other[i])
}

function splitMark(mark) {
  const at = mark.lastIndexOf('=')
  return [mark.slice(0, at), mark.slice(at + 1)]
}

function inWords(boxes) {
  return boxes
    .filter((box) => (box.type !== 'radio' && box.type !== 'checkbox') || box.checked)
    .map((box) => {
      if (box.tagName === 'SELECT') return box.selectedOptions[0]?.textContent.trim() ?? ''
      if (box.type === 'radio' || box.type === 'checkbox') return box.labels[0]?.textContent.trim() ?? box.value
      return box.value
    })
    .filter(Boolean)
    .join(' ')
}

function element(name, classes, text) {
  const made = document.createElement(name)
  if (classes) made.className = classes
  if (text !== undefined) made.textContent = text
  return made
}

function button(text) {
  const made = element('button', 'govuk-button govuk-button--secondary', text)
  made.type = 'button'
  return made
}

// not only on pages served securely, as crypto.randomUUID is
function uuid() {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  bytes[6] = (bytes[6] & 0x0f) | 0x40
  bytes[8] = (bytes[8] & 0x3f) | 0x80
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}

for (const line of document.querySelectorAll('[data-keep-typed]')) new Typing(line)
