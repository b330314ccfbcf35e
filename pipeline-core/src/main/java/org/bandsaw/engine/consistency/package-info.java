/** Runs a pipeline in several ways and compares the results. */
@NullMarked
package org.bandsaw.engine.consistency;

import org.jspecify.annotations.NullMarked;
