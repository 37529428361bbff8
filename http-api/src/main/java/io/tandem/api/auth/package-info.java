/** Who asks and what they may do: passwords, tokens, roles. */
package io.tandem.api.auth;
