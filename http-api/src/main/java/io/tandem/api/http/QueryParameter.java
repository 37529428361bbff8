package io.tandem.api.http;

/**
 * A query parameter that an endpoint takes.
 *
 * @param name as it stands in the URL
 * @param description what it does, with its default and unit
 */
public record QueryParameter(String name, String description) {}
