/** Events, statistics, memory, energy and telemetry of a run. */
@NullMarked
package org.bandsaw.engine.monitor;

import org.jspecify.annotations.NullMarked;
