/**
 * The database a node starts for itself when nobody gave it one: a real Cassandra as a child
 * process on loopback. The door is {@link io.tandem.store.cassandra.EmbeddedCassandra}.
 */
package io.tandem.store.cassandra;
