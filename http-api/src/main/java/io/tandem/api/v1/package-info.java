/** The resources of version 1 of the API: what is read and written, and by which endpoints. */
package io.tandem.api.v1;
