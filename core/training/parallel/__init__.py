"""Several processes that train one run together and come to what one would.

Every process draws the same batches, nets and changes, as all randomness is a function of the seed
and the step. Of each batch it sends its own rows through the net; what the net says is gathered,
and each process computes the loss, mining included, of the whole. Gradients are averaged, so all of
them take the same step. The first process alone looks at other images, decides and writes.

    processes.py    which processes there are; one alone does all of it itself
    several.py      several, by torch.distributed
    batch_norm.py   batch norms over the rows of all of them
"""
