/**
 * The organisations that the installation serves: their configuration, the entity that alone
 * changes it, every node's copies of it, and the admission of calls within a tenant's limits.
 */
package io.tandem.tenant;
