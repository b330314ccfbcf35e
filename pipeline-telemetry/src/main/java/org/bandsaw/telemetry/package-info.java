/** What a run costs, measured: the host, the process and its energy. */
@NullMarked
package org.bandsaw.telemetry;

import org.jspecify.annotations.NullMarked;
