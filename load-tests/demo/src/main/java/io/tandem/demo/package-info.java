/** Shows a node at work: starts one, makes calls through it with real phones, reads the records. */
package io.tandem.demo;
