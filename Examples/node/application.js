'use strict';

const express = require('express');
const { evaluate } = require('./evaluate');

const application = express();
application.disable('x-powered-by');

// GET /calculate?expression=2*100&locale=de-DE: the result, and how people of that place write it.
application.get('/calculate', (request, response) => {
  const { expression = '', locale = 'en-US' } = request.query;
  const result = evaluate(String(expression));
  response.json({ result, text: new Intl.NumberFormat(String(locale)).format(result) });
});

application.use((error, request, response, next) => {
  if (!(error instanceof RangeError)) {
    return next(error);
  }
  response.status(400).json({ error: error.message });
});

module.exports = { application };
