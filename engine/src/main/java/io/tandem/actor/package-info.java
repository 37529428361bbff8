/** What the engine adds to Pekko for everybody who talks to actors. */
package io.tandem.actor;
