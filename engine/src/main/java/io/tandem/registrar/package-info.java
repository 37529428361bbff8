/**
 * Who can be reached where: the bindings of each address of record (RFC 3261 §10). Kept in memory
 * by one sharded entity for each slice of a tenant, written behind to Cassandra.
 */
package io.tandem.registrar;
