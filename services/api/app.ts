import formbody from '@fastify/formbody'
import multipart from '@fastify/multipart'
import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify'
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod'
import { buildSubscribe } from '../subscribers/subscribe.ts'
import type { ApiDeps } from './deps.ts'
import { registerConfirmPages } from './pages/confirm.ts'
import { registerEditionPages } from './pages/editions.ts'
import { registerEmbedPages } from './pages/embed.ts'
import { registerErasePages } from './pages/erase.ts'
import { registerExportPages } from './pages/export.ts'
import { registerFeedbackPages } from './pages/feedback.ts'
import { registerFeeds } from './pages/feeds.ts'
import { registerHomePages } from './pages/home.ts'
import { registerPaperPages } from './pages/papers.ts'
import { registerPreferencesPages } from './pages/preferences.ts'
import { registerPrivacyPages } from './pages/privacy.ts'
import { registerSitemap } from './pages/sitemap.ts'
import { registerUnsubscribePages } from './pages/unsubscribe.ts'
import { registerAssets } from './plugins/assets.ts'
import { registerCors } from './plugins/cors.ts'
import { registerErrors } from './plugins/errors.ts'
import { registerLanguage } from './plugins/language.ts'
import { buildSignupGuard } from './plugins/limits.ts'
import { registerOpenApi } from './plugins/open-api.ts'
import { registerRequestLog } from './plugins/request-log.ts'
import { registerSecurity } from './plugins/security.ts'
import { registerCategoryRoutes } from './routes/categories.ts'
import { registerChallengeRoute } from './routes/challenge.ts'
import { registerHealthRoutes } from './routes/health.ts'
import { registerMetrics } from './routes/metrics.ts'
import { registerPaperRoutes } from './routes/papers.ts'
import { registerSubscriptionRoutes } from './routes/subscriptions.ts'
import { registerTopicRoutes } from './routes/topics.ts'
import { registerWebhooks } from './routes/webhooks.ts'
import { buildSignupReader } from './sign-up.ts'

/** The HTTP application, ready for `listen` or `inject`. Reads no environment and opens no port. */
export async function buildApp(deps: ApiDeps): Promise<FastifyInstance> {
  const loggerInstance: FastifyBaseLogger = deps.log
  const app = Fastify({
    loggerInstance,
    logController: new LogController({ disableRequestLogging: true }),
    trustProxy: deps.trustProxy.length > 0 ? [...deps.trustProxy] : false,
    bodyLimit: 64 * 1024,
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 300 },
  })
  app.setValidatorCompiler(validatorCompiler)
  app.setSerializerCompiler(serializerCompiler)
  await app.register(formbody, { bodyLimit: 64 * 1024 })
  // RFC 8058 3.2: mail programs send their one-click as multipart or urlencoded; bare Fastify answers 415 to both.
  await app.register(multipart, {
    attachFieldsToBody: 'keyValues',
    limits: { files: 0, fields: 60, fieldSize: 4_096 },
  })
  registerRequestLog(app)
  registerErrors(app, deps)
  registerLanguage(app)
  await registerSecurity(app, deps)
  registerCors(app, deps)
  await registerOpenApi(app)
  registerAssets(app, deps)
  registerHealthRoutes(app, deps)
  registerMetrics(app)
  registerTopicRoutes(app, deps)
  registerCategoryRoutes(app)
  registerPaperRoutes(app, deps)
  if (deps.webhooks) registerWebhooks(app, { ...deps, ...deps.webhooks })
  const guarded = {
    ...deps,
    guard: buildSignupGuard(deps),
    readSignup: buildSignupReader(deps),
    subscribe: buildSubscribe(deps),
  }
  registerChallengeRoute(app, guarded.guard)
  registerSubscriptionRoutes(app, guarded)
  registerHomePages(app, guarded)
  registerEmbedPages(app, guarded)
  registerPrivacyPages(app, guarded)
  registerExportPages(app, deps)
  registerErasePages(app, deps)
  registerConfirmPages(app, deps)
  registerPreferencesPages(app, guarded)
  registerFeedbackPages(app, deps)
  registerUnsubscribePages(app, deps)
  registerPaperPages(app, deps)
  registerEditionPages(app, deps)
  registerFeeds(app, deps)
  registerSitemap(app, deps)
  return app
}
