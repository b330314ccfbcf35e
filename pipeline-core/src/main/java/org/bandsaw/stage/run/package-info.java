/** What the runs of built-in steps share: column positions, buffers, checked names. */
@NullMarked
package org.bandsaw.stage.run;

import org.jspecify.annotations.NullMarked;
