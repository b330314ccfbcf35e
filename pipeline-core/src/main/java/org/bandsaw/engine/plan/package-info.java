/** What a run is given: definition, source and settings. */
@NullMarked
package org.bandsaw.engine.plan;

import org.jspecify.annotations.NullMarked;
