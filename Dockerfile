# Node strips the types itself, so the sources run as they are: no build step, one stage.
FROM node:24-bookworm-slim

ENV NODE_ENV=production
WORKDIR /app

# Of their own layer: they change seldom. The optional packages are the embedded PostgreSQL, which DATABASE_URL replaces
# here, and speed-ups that need a compiler.
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --omit=optional --ignore-scripts && npm cache clean --force

COPY migrations migrations
COPY templates templates
COPY services services

# The image's user "node", by number so that an orchestrator can see that it is not root. The files stay root's: the
# process cannot change its own code.
USER 1000:1000
ENV HOST=0.0.0.0 PORT=3000
EXPOSE 3000

# A worker opens no port: that its process runs is its health.
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 CMD ["node", "-e", "\
  const { readFileSync } = require('node:fs'); \
  if (!readFileSync('/proc/1/cmdline', 'utf8').includes('worker/main.ts')) \
    fetch('http://127.0.0.1:' + process.env.PORT + '/healthz').then((answer) => process.exit(answer.ok ? 0 : 1))"]

# The worker: node services/launch.mjs worker/main.ts. The commands: node services/launch.mjs cli/main.ts --help
CMD ["node", "services/launch.mjs", "api/main.ts"]
