/** Pure functions from (configuration, dialled number) to where a call goes. */
package io.tandem.routing;
