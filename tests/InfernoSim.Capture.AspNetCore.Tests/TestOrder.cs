// A recorder takes every call of its process for its service's own, so there is one service at a time.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
