// First in the body and not a module, so that what scripts will hide is never seen for a moment.
document.body.classList.add('js-enabled')
if ('noModule' in HTMLScriptElement.prototype) document.body.classList.add('govuk-frontend-supported')
