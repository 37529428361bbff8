/**
 * Routes as data, and what is derived from them: the server's dispatch, the OpenAPI document and
 * the table of roles.
 */
package io.tandem.api.http;
