/** Keys that the nodes of a cluster share: what one node signs, every other can check. */
package io.tandem.secret;
