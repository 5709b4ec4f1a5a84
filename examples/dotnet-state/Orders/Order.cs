namespace Orders;

public sealed class Order
{
    /// <summary>Counted by the database: 1, 2, 3.</summary>
    public int Id { get; set; }

    /// <summary>The buyer's own number of it; no two orders have the same.</summary>
    public required string Number { get; set; }

    public required string Item { get; set; }
}

public sealed class Product
{
    public int Id { get; set; }

    public required string Name { get; set; }
}

/// <summary>What the shipping service is still to be told.</summary>
public sealed class OutboxMessage
{
    public int Id { get; set; }

    /// <summary>The order that it is about.</summary>
    public required string Number { get; set; }
}
