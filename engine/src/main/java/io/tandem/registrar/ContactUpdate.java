package io.tandem.registrar;

/**
 * One Contact of a REGISTER.
 *
 * @param uri the Contact URI
 * @param q the preference, 0 to 1
 * @param expiresSeconds how long the binding shall live, already inside the tenant's bounds; 0
 *     removes it
 * @param instance the {@code +sip.instance} (RFC 5626), or {@code null}
 * @param regId the {@code reg-id}, from 1; 0 for none
 * @param direct whether nothing speaks against reaching the phone at {@code uri}; see {@link
 *     Binding#direct}
 */
public record ContactUpdate(
    String uri, double q, long expiresSeconds, String instance, int regId, boolean direct) {}
