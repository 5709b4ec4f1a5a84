namespace InfernoSim.Testing.Tests.Shop;

/// <summary>What the service does wrong, by its setting <c>Defect</c>.</summary>
public enum Defect
{
    None,

    /// <summary>Takes an order number twice.</summary>
    TakesNumberTwice,

    /// <summary>Answers a deletion and does not delete.</summary>
    KeepsDeleted,

    /// <summary>Changes an order whatever its version is.</summary>
    AnyVersion,

    /// <summary>Shows the first order in place of the one that is asked for.</summary>
    FirstOrder,

    /// <summary>Names another order in the Location than in the body.</summary>
    OtherLocation,

    /// <summary>Books the order before under the new one's name.</summary>
    BooksAnother,

    /// <summary>Gives out the parcel that came last.</summary>
    ClaimsLast,

    /// <summary>Takes all parcels for sent that were claimed.</summary>
    SendsAll,

    /// <summary>Shows another key of a parcel that comes back.</summary>
    AnotherKey,

    /// <summary>Takes a change for a creation.</summary>
    CreatesAgain,

    /// <summary>Shows when the first order was created in place of the one that is asked for.</summary>
    CreationOfFirst,

    /// <summary>Does not note when an order was changed.</summary>
    KeepsTimeOfChange,

    /// <summary>Shows the time at which an order is shown as that of its change.</summary>
    ChangedNow,

    /// <summary>Shows the time at which a product is shown as that since when it is sold.</summary>
    SoldSinceNow,

    /// <summary>Tells the stock when it was called in place of when the order was taken.</summary>
    BooksLater,
}
