namespace InfernoSim.Benchmarks.Servers;

/// <summary>What a <see cref="BodyService"/> does for a request.</summary>
internal enum BodyWork
{
    /// <summary>It reads the body and answers with one of the same size.</summary>
    None,

    /// <summary>It binds the order, asks a dependency, and writes an answer.</summary>
    Call,

    /// <summary>What a <see cref="ShopService"/> does.</summary>
    Shop,
}
