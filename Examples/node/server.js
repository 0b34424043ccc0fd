'use strict';

const { application } = require('./application');

const server = application.listen(Number(process.env.PORT ?? 8080), process.env.HOST ?? '0.0.0.0');

// The first process of a container has no default action for signals: without a handler they would be lost.
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => {
    server.close();
    server.closeAllConnections();
  });
}
