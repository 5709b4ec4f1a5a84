using Microsoft.EntityFrameworkCore;

namespace InfernoSim.Testing.Tests.Shop;

public sealed class ShopContext(DbContextOptions<ShopContext> options) : DbContext(options)
{
    public DbSet<Order> Orders => Set<Order>();

    public DbSet<Parcel> Parcels => Set<Parcel>();

    public DbSet<Product> Products => Set<Product>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        ArgumentNullException.ThrowIfNull(modelBuilder);
        modelBuilder.Entity<Order>().HasIndex(order => order.Number).IsUnique();
        modelBuilder.Entity<Order>().Property(order => order.Version).IsConcurrencyToken();
        modelBuilder.Entity<Product>().HasData(
            new Product { Id = 1, Name = "pen", SoldSince = new DateTime(2020, 3, 1, 8, 30, 0, DateTimeKind.Utc) },
            new Product { Id = 2, Name = "ink", SoldSince = new DateTime(2021, 7, 15, 12, 0, 0, DateTimeKind.Utc) });
    }
}

public sealed class Order
{
    public int Id { get; set; }

    /// <summary>The buyer's own number of it; no two orders have the same.</summary>
    public required string Number { get; set; }

    public int ProductId { get; set; }

    public int Quantity { get; set; }

    public Guid Version { get; set; } = Guid.NewGuid();

    public DateTime CreatedAt { get; set; }

    public DateTime UpdatedAt { get; set; }
}

public sealed class Parcel
{
    public int Id { get; set; }

    public required string Label { get; set; }

    /// <summary>What it says on the parcel.</summary>
    public string Number => $"PCL-{Id:D6}";

    public string State { get; set; } = "waiting";

    /// <summary>For whoever looks into the database: never sent by a client.</summary>
    public Guid Key { get; set; } = Guid.NewGuid();
}

public sealed class Product
{
    public int Id { get; set; }

    public required string Name { get; set; }

    public DateTime SoldSince { get; set; }
}
