/** Sends and counts RTP, many streams from one thread. */
package io.tandem.bench.rtp;
