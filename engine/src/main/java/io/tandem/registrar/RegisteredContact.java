package io.tandem.registrar;

/**
 * A binding as the 200 of a REGISTER lists it.
 *
 * @param uri the Contact URI
 * @param q the preference, 0 to 1
 * @param expiresSeconds the time that it has left
 */
public record RegisteredContact(String uri, double q, long expiresSeconds) {}
