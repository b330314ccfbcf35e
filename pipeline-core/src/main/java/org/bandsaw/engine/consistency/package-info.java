/** Checks that run a pipeline in several ways and compare the results. */
@NullMarked
package org.bandsaw.engine.consistency;

import org.jspecify.annotations.NullMarked;
