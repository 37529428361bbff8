/** SIPp, a SIP peer that is not our code: runs its scenarios and reads what it writes down. */
package io.tandem.bench.sipp;
