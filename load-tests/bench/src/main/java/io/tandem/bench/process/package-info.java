/**
 * Processes as the operating system and their JVM see them: processor time, memory, pauses, cores.
 */
package io.tandem.bench.process;
