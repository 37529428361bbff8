package io.tandem.tenant;

/**
 * Who asks for a change, for the audit log.
 *
 * @param actor the account or user, as in {@code alice@acme.test}
 * @param address where from, as the API saw it
 */
public record Origin(String actor, String address) {}
