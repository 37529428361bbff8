/** Other systems that are measured beside Tandem, in the same run and on the same core. */
package io.tandem.bench.peer;
