"""Read and write what CAT tools exchange: one module per format, chosen by `registry`."""
