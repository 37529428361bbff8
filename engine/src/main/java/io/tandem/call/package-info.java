/**
 * The call: an entity that owns its legs, lives through flows and ends in one record. {@code leg}
 * holds the dialogs, {@code flow} what the caller experiences; here are the actor that performs
 * what flows decide, and the shards it lives in.
 */
package io.tandem.call;
