"""How the bundled encoder is trained; the same command on the same data gives the same model.

    data        parallel text and dictionaries, with their licences
    pivots      pairs of a third language through an identical line
    variants    near-duplicates of the in-domain text: the same row with other numbers
    tokenizer   text to pieces, quick in six scripts
    batches     what is learned together: scattered lines, runs of neighbours, passages
    start       the first table, from which lines a token occurs in
    model       the table of token vectors and one step of learning
    train       the whole run: progress, checkpoints, resume
    evaluation  retrieval among translations
    export      the folder that ships, with its model card

Importing this package imports neither numpy nor torch; `train.train` needs both.
"""
