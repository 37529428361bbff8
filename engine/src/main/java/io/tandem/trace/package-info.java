/** SIP traces at run time: for a tenant, an extension or an address, for a time, in bounds. */
package io.tandem.trace;
