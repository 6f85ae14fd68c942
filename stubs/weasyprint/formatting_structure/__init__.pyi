from weasyprint.formatting_structure import boxes as boxes
