using Microsoft.EntityFrameworkCore;

namespace InfernoSim.Sql.Tests.EntityFramework;

/// <summary>The database of the services that these tests host.</summary>
public sealed class ShopContext(DbContextOptions<ShopContext> options) : DbContext(options)
{
    public DbSet<Order> Orders => Set<Order>();

    public DbSet<Value> Values => Set<Value>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        ArgumentNullException.ThrowIfNull(modelBuilder);
        modelBuilder.Entity<Order>().HasIndex(order => order.Number).IsUnique();
        modelBuilder.Entity<Order>().Property(order => order.Version).IsConcurrencyToken();
    }
}

public sealed class Order
{
    public int Id { get; set; }

    public required string Number { get; set; }

    public string? Note { get; set; }

    public int Version { get; set; }

    public ICollection<Line> Lines { get; } = [];
}

public sealed class Line
{
    public int Id { get; set; }

    public int OrderId { get; set; }

    public required string Item { get; set; }

    public decimal Price { get; set; }
}

/// <summary>Every type of value that a provider has to bring back exactly.</summary>
public sealed class Value
{
    public Guid Id { get; set; }

    public decimal Amount { get; set; }

    public double Ratio { get; set; }

    public float Part { get; set; }

    public long Count { get; set; }

    public bool IsTrue { get; set; }

    public DateTime Local { get; set; }

    public DateTimeOffset At { get; set; }

    public DateOnly Day { get; set; }

    public TimeOnly Hour { get; set; }

    public TimeSpan Took { get; set; }

    public byte[] Bytes { get; set; } = [];

    public string Text { get; set; } = "";

    public DayOfWeek Weekday { get; set; }

    public char Letter { get; set; }

    public string? Nothing { get; set; }

    public decimal? Unknown { get; set; }
}
