package io.tandem.registrar;

/**
 * A binding as the 200 of a REGISTER lists it.
 *
 * @param uri the Contact URI
 * @param q the preference, 0 to 1
 * @param expiresSeconds the time that it has left
 * @param instance the {@code +sip.instance} (RFC 5626), or {@code null}
 * @param regId the {@code reg-id}; 0 for none
 * @param id {@link Binding#id()}
 * @param watch whether this REGISTER made or refreshed it and its flow is to be watched; false in
 *     what an older version sends
 */
public record RegisteredContact(
    String uri,
    double q,
    long expiresSeconds,
    String instance,
    int regId,
    String id,
    boolean watch) {}
