namespace InfernoSim.Trust.Tests.ManyUsers;

/// <summary>A running shop: cookie sessions with forms that are protected against forgery, bearer tokens, carts, and one dependency.</summary>
internal interface IShop : IAsyncDisposable
{
    /// <summary>Where it listens.</summary>
    Uri Address { get; }

    /// <summary>Tells it what its calls go through from now on.</summary>
    Task CallThroughAsync(Uri proxy);
}
