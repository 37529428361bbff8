/**
 * What is kept in Cassandra: the session, the schema's migrations, the repositories. The door is
 * {@link io.tandem.store.CassandraStore}; whatever belongs to a tenant is reached through {@link
 * io.tandem.store.TenantStore} and nothing there can name another tenant.
 *
 * <p>Every method returns at once. Its stage completes on one of the driver's threads, which what
 * depends on it must not block; it fails with {@link io.tandem.store.StoreException}.
 */
package io.tandem.store;
