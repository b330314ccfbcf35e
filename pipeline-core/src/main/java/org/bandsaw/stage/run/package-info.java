/**
 * Parts that the runs of built-in stages have in common: column positions, buffers, checked names.
 *
 * <p>Not part of the API: public only for the packages of the built-in stages.
 */
@NullMarked
package org.bandsaw.stage.run;

import org.jspecify.annotations.NullMarked;
